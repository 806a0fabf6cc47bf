"""Get my call park settings: GET /telephony/config/people/me/settings/callPark."""

from wxc_sdk.common import MeGroupSettings

from callpark import ids
from callpark.provisioning.access import Role
from cast import CALLING, Api, Organization, Server, new_organization, refusal

PATH = f"{CALLING}/people/me/settings/callPark"


def token_of(organization: Organization, person: str) -> Api:
    """A token of a person with calling, such as no command makes."""
    api = organization.api(Role.READ_ONLY, name="somebody", scopes=["spark:telephony_config_read"])
    organization.server.execute(
        "UPDATE tokens SET person_id = $2 WHERE organization_id = $1 AND name = 'somebody'",
        organization.id,
        ids.uuid_of(person, ids.Kind.PEOPLE),
    )
    return api


def test_the_call_park_of_the_person_behind_the_token(organization: Organization) -> None:
    alaska = organization.location("Alaska", prefix="1234")
    alice = organization.person(alaska, "Alice Adams", extension="8001", number="+19075550101")
    lobby = organization.workspace(alaska, "Lobby", "8002")
    sales = organization.virtual_line(alaska, "Sales", "Line", "8003")
    api = token_of(organization, alice)
    assert api.get(PATH).json() == {"memberList": []}
    organization.call_park(alaska, "Other", agents=[lobby])
    assert api.get(PATH).json() == {"memberList": []}
    organization.call_park(alaska, "Reception", agents=[sales, alice])
    reply = api.get(PATH)
    assert reply.status_code == 200
    assert reply.json() == {
        "groupName": "Reception",
        "memberList": [
            {
                "id": sales,
                "type": "VIRTUAL_LINE",
                "firstName": "Sales",
                "lastName": "Line",
                "displayName": "Sales Line",
                "extension": "8003",
            },
            {
                "id": alice,
                "type": "PEOPLE",
                "firstName": "Alice",
                "lastName": "Adams",
                "displayName": "Alice Adams",
                "directNumber": "+19075550101",
                "extension": "8001",
                "email": "alice.adams@example.com",
            },
        ],
    }
    assert MeGroupSettings.model_validate(reply.json()).group_name == "Reception"


def test_an_administrator_without_calling_is_in_none(organization: Organization) -> None:
    for api in (organization.admin, organization.reader, organization.location_admin(organization.location())):
        assert api.get(PATH).json() == {"memberList": []}


def test_who_may(organization: Organization, server: Server) -> None:
    admin_scope = organization.api(Role.READ_ONLY, scopes=["spark-admin:telephony_config_read"])
    assert admin_scope.get(PATH).status_code == 200
    assert refusal(organization.api(Role.READ_ONLY, scopes=["spark:people_read"]).get(PATH))[0] == 403
    assert refusal(Api(server, None).get(PATH))[0] == 401
    stranger = new_organization(server).admin
    assert refusal(stranger.get(PATH, params={"orgId": organization.public_id}))[0] == 403


def test_wrong_method(organization: Organization) -> None:
    reply = organization.admin.put(PATH, json={})
    assert refusal(reply)[0] == 405
    assert set(reply.headers["Allow"].split(", ")) == {"GET", "HEAD"}
