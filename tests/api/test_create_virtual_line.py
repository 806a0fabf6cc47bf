"""POST of a virtual line: a line that belongs to nobody."""

from uuid import UUID

import pytest
from wxc_sdk.person_settings.caller_id import ExternalCallerIdNamePolicy

from bodies import NUMBER, VIRTUAL_LINES, post_virtual_line, virtual_line_body, virtual_line_names
from cast import ADDRESS, CALLING, Organization, Server, new_organization, refusal
from webex_client import webex_client


def test_create_list_get_delete(organization: Organization) -> None:
    location = organization.location("Alaska", prefix="12")
    organization.numbers(location, NUMBER)
    more = {"phoneNumber": NUMBER, "displayName": "Front desk", "callerIdFirstName": "Acme", "callerIdNumber": NUMBER}
    reply = post_virtual_line(organization, location, firstName=" Vera ", **more)
    assert reply.status_code == 201
    line = reply.json()["id"]
    number = {"external": NUMBER, "extension": "2001", "routingPrefix": "12", "esn": "122001", "primary": True}
    item = {
        "id": line,
        "lastName": "Line",
        "firstName": "Vera",
        "callerIdFirstName": "Acme",
        "callerIdNumber": NUMBER,
        "externalCallerIdNamePolicy": "DIRECT_LINE",
        "number": number,
        "location": {"id": location, "name": "Alaska"},
        "numberOfDevicesAssigned": 0,
    }
    assert organization.reader.get(VIRTUAL_LINES).json() == {"virtualLines": [item]}
    assert organization.reader.get(f"{VIRTUAL_LINES}/{line}").json() == {
        "id": line,
        "firstName": "Vera",
        "lastName": "Line",
        "displayName": "Front desk",
        "directorySearchEnabled": True,
        "timeZone": "America/Juneau",
        "number": number,
        "devices": [],
        "location": {"id": location, "name": "Alaska", "address": ADDRESS},
    }
    reply = organization.admin.delete(f"{VIRTUAL_LINES}/{line}")
    assert (reply.status_code, reply.content) == (204, b"")
    assert refusal(organization.reader.get(f"{VIRTUAL_LINES}/{line}"))[:2] == (404, 4008)
    assert refusal(organization.admin.delete(f"{VIRTUAL_LINES}/{line}"))[:2] == (404, 4008)
    # extension and number are free again
    assert post_virtual_line(organization, location, phoneNumber=NUMBER).status_code == 201


def test_a_webex_client_creates_and_reads_one(organization: Organization) -> None:
    location = organization.location("Alaska", prefix="12")
    client = webex_client(organization.admin).telephony.virtual_lines
    line = client.create(first_name="Vera", last_name="Line", location_id=location, extension="2001")
    (item,) = client.list(location_id=[location], has_extension_assigned=True, has_dn_assigned=False)
    assert (item.id, item.number.esn, item.number.primary) == (line, "122001", True)
    assert item.external_caller_id_name_policy == ExternalCallerIdNamePolicy.direct_line
    details = client.details(virtual_line_id=line)
    assert (details.display_name, details.location.address.city) == ("Vera Line", "Juneau")
    client.delete(virtual_line_id=line)
    assert list(client.list()) == []


def test_a_virtual_line_is_an_available_agent(organization: Organization) -> None:
    location = organization.location("Alaska", prefix="12")
    line = organization.virtual_line(location, "Vera", "Line", "2001")
    users = f"{CALLING}/locations/{location}/callParks/availableUsers"
    agent = {
        "id": line,
        "firstName": "Vera",
        "lastName": "Line",
        "displayName": "Vera Line",
        "type": "VIRTUAL_LINE",
        "numbers": [{"extension": "2001", "routingPrefix": "12", "esn": "122001", "primary": "true"}],
    }
    assert organization.reader.get(users).json() == {"agents": [agent]}
    park = organization.call_park(location, "Sales", agents=[line])
    here = f"{CALLING}/locations/{location}"
    policy = {"policy": "REGULAR"}
    support = {
        "name": "Support",
        "extension": "7000",
        "callPolicies": policy,
        "agents": [{"id": line}],
        "enabled": True,
    }
    group = organization.admin.post(f"{here}/huntGroups", json=support).json()["id"]
    assert organization.admin.delete(f"{VIRTUAL_LINES}/{line}").status_code == 204
    assert organization.reader.get(f"{here}/callParks/{park}").json()["agents"] == []  # left silently
    assert organization.reader.get(f"{here}/huntGroups/{group}").json()["agents"] == []
    assert organization.reader.get(users).json() == {"agents": []}


MISSING = object()


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("firstName", MISSING, 25008),
        ("firstName", None, 25008),
        ("firstName", " ", 25110),
        ("firstName", "n" * 31, 25110),
        ("lastName", MISSING, 25008),
        ("lastName", "n" * 31, 25110),
        ("displayName", "n" * 257, 25110),
        ("locationId", MISSING, 25008),
        ("locationId", "nonsense", 25024),
        ("locationId", str(UUID(int=7)), 90001),
        ("extension", None, 25008),
        ("extension", "20a", 4910),
        ("extension", "2", 25110),
        ("extension", 2001, 25024),
        ("phoneNumber", "12", 25024),
        ("phoneNumber", NUMBER, 4250),
        ("callerIdLastName", "n" * 31, 25110),
        ("callerIdNumber", "1" * 24, 25110),
    ],
)
def test_bad_bodies(organization: Organization, field: str, value: object, code: int) -> None:
    given = virtual_line_body(organization.location(), **{field: value})
    sent = {name: one for name, one in given.items() if one is not MISSING}
    status, found, message = refusal(organization.admin.post(VIRTUAL_LINES, json=sent))
    assert (status, found) == (400, code), message
    assert field in message
    assert virtual_line_names(organization) == []


def test_a_location_without_calling_is_named(organization: Organization) -> None:
    status, code, message = refusal(post_virtual_line(organization, organization.plain_location("Office")))
    assert (status, code) == (400, 90001)
    assert "locationId" in message


def test_conflicts(organization: Organization) -> None:
    location, other = organization.location("Alaska"), organization.location("Texas")
    organization.numbers(location, NUMBER)
    organization.call_park_extension(location, "Desk", "2002")
    organization.hunt_group(location, "Support", "2003")
    assert post_virtual_line(organization, location, phoneNumber=NUMBER).status_code == 201
    for extension in ("2001", "2002", "2003"):
        assert refusal(post_virtual_line(organization, location, firstName="Otto", extension=extension))[:2] == (
            409,
            9495,
        )
    status, code, message = refusal(post_virtual_line(organization, location, extension="2004", phoneNumber=NUMBER))
    assert (status, code) == (409, 90902)
    assert message.startswith("phoneNumber: ")
    assert virtual_line_names(organization) == ["Vera"]  # all or nothing
    assert post_virtual_line(organization, location, extension="2004").status_code == 201
    assert post_virtual_line(organization, other).status_code == 201
    assert refusal(post_virtual_line(organization, other, extension="2004", phoneNumber=NUMBER))[:2] == (400, 4250)


def test_the_method_is_wrong_or_the_caller_a_reader(organization: Organization) -> None:
    assert refusal(organization.admin.patch(VIRTUAL_LINES, json={}))[0] == 405
    assert refusal(organization.reader.post(VIRTUAL_LINES, json=virtual_line_body(organization.location())))[0] == 403


def test_nobody_fills_another_organization(organization: Organization, server: Server) -> None:
    assert refusal(post_virtual_line(new_organization(server), organization.location()))[:2] == (400, 90001)
    assert virtual_line_names(organization) == []


def test_a_location_administrator_makes_them_in_his_locations(organization: Organization) -> None:
    alaska, texas = organization.location("Alaska"), organization.location("Texas")
    administrator = organization.location_admin(alaska)
    assert administrator.post(VIRTUAL_LINES, json=virtual_line_body(alaska)).status_code == 201
    for refused in (texas, str(UUID(int=7))):
        assert refusal(administrator.post(VIRTUAL_LINES, json=virtual_line_body(refused)))[0] == 403
