"""Virtual lines: lines that belong to nobody."""

from typing import Any
from uuid import UUID

import pytest
from requests import Response
from wxc_sdk.person_settings.caller_id import ExternalCallerIdNamePolicy

from callpark import ids
from cast import ADDRESS, CALLING, Organization, Server, new_organization, refusal
from webex_client import webex_client

PATH = f"{CALLING}/virtualLines"
NUMBER = "+19075550101"


def body(location: str, **more: Any) -> dict[str, Any]:
    return {"firstName": "Vera", "lastName": "Line", "locationId": location, "extension": "2001"} | more


def create(organization: Organization, location: str, **more: Any) -> Response:
    return organization.admin.post(PATH, json=body(location, **more))


def names(organization: Organization, **query: Any) -> list[str]:
    lines = organization.reader.get(PATH, params=query).json()["virtualLines"]
    return [line["firstName"] for line in lines]


def test_create_list_get_delete(organization: Organization) -> None:
    location = organization.location("Alaska", prefix="12")
    organization.numbers(location, NUMBER)
    more = {"phoneNumber": NUMBER, "displayName": "Front desk", "callerIdFirstName": "Acme", "callerIdNumber": NUMBER}
    reply = create(organization, location, firstName=" Vera ", **more)
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
    assert organization.reader.get(PATH).json() == {"virtualLines": [item]}
    assert organization.reader.get(f"{PATH}/{line}").json() == {
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
    reply = organization.admin.delete(f"{PATH}/{line}")
    assert (reply.status_code, reply.content) == (204, b"")
    assert refusal(organization.reader.get(f"{PATH}/{line}"))[:2] == (404, 4008)
    assert refusal(organization.admin.delete(f"{PATH}/{line}"))[:2] == (404, 4008)
    assert create(organization, location, phoneNumber=NUMBER).status_code == 201  # extension and number are free again


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
    assert organization.admin.delete(f"{PATH}/{line}").status_code == 204
    assert organization.reader.get(f"{here}/callParks/{park}").json()["agents"] == []  # left silently
    assert organization.reader.get(f"{here}/huntGroups/{group}").json()["agents"] == []
    assert organization.reader.get(users).json() == {"agents": []}


def test_filters(organization: Organization) -> None:
    alaska, texas = organization.location("Alaska"), organization.location("Texas")
    organization.numbers(texas, NUMBER)
    vera = create(organization, alaska, firstName="Véra", extension="900").json()["id"]
    otto = create(organization, alaska, firstName="Otto", lastName="100%", extension="1000").json()["id"]
    assert create(organization, texas, firstName="Ada", lastName="Far", phoneNumber=NUMBER, extension=None).ok
    assert names(organization) == ["Otto", "Ada", "Véra"]
    assert names(organization, order="fname") == ["Ada", "Otto", "Véra"]
    assert names(organization, order=["extension", "fname"]) == ["Véra", "Otto", "Ada"]
    assert names(organization, order="extension|fname") == ["Véra", "Otto", "Ada"]
    assert names(organization, locationId=texas) == names(organization, locationName="Texas") == ["Ada"]
    assert len(names(organization, locationId=[alaska, texas])) == 3
    assert names(organization, id=[vera, otto]) == ["Otto", "Véra"]
    assert names(organization, ownerName=["VERA", "0%"]) == ["Otto", "Véra"]
    assert names(organization, phoneNumber="1 907 555 0101") == ["Ada"]
    assert names(organization, hasExtensionAssigned="False") == ["Ada"]
    assert names(organization, hasDnAssigned="true") == ["Ada"]
    assert names(organization, hasDeviceAssigned="true") == []
    assert len(names(organization, hasDeviceAssigned="false")) == 3


def test_pages_keep_repeated_filters(organization: Organization) -> None:
    alaska, texas = organization.location("Alaska"), organization.location("Texas")
    for place, location in enumerate((alaska, alaska, texas)):
        assert create(organization, location, firstName=f"Vera {place}", extension=f"200{place}").status_code == 201
    reply = organization.reader.get(PATH, params={"locationId": [alaska, texas], "max": 2})
    following = organization.reader.get(reply.links["next"]["url"])
    assert [line["firstName"] for line in following.json()["virtualLines"]] == ["Vera 2"]
    assert "next" not in following.links


def test_other_methods_are_refused(organization: Organization) -> None:
    location = organization.location()
    assert refusal(organization.admin.patch(PATH, json={}))[0] == 405
    assert refusal(organization.reader.post(PATH, json=body(location)))[0] == 403
    line = organization.virtual_line(location, "Vera", "Line", "2001")
    assert refusal(organization.reader.delete(f"{PATH}/{line}"))[0] == 403


def test_nobody_sees_another_organization(organization: Organization, server: Server) -> None:
    other = new_organization(server)
    location = organization.location()
    line = organization.virtual_line(location, "Vera", "Line", "2001")
    assert names(other) == names(other, locationId=location) == names(other, id=line) == []
    assert refusal(other.reader.get(f"{PATH}/{line}"))[:2] == (404, 4008)
    assert refusal(other.admin.delete(f"{PATH}/{line}"))[:2] == (404, 4008)
    assert refusal(create(other, location))[:2] == (400, 90001)
    assert names(organization) == ["Vera"]


def test_missing_lines_are_said_to_be_missing(organization: Organization) -> None:
    location = organization.location()
    line = organization.virtual_line(location, "Vera", "Line", "2001")
    person = ids.public_id(ids.Kind.PEOPLE, ids.uuid_of(line, ids.Kind.VIRTUAL_LINE))
    for wrong in ("nonsense", location, person, str(UUID(int=7))):
        assert refusal(organization.reader.get(f"{PATH}/{wrong}"))[:2] == (404, 4008)
    assert organization.reader.get(f"{PATH}/{ids.uuid_of(line, ids.Kind.VIRTUAL_LINE)}").status_code == 200


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
        ("displayName", "n" * 129, 25110),
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
    given = body(organization.location(), **{field: value})
    sent = {name: one for name, one in given.items() if one is not MISSING}
    status, found, message = refusal(organization.admin.post(PATH, json=sent))
    assert (status, found) == (400, code), message
    assert field in message
    assert names(organization) == []


def test_a_location_without_calling_is_named(organization: Organization) -> None:
    status, code, message = refusal(create(organization, organization.plain_location("Office")))
    assert (status, code) == (400, 90001)
    assert "locationId" in message


@pytest.mark.parametrize(
    "query",
    [
        {"order": "name"},
        {"order": ["fname", "lname", "number", "extension"]},
        {"id": "nonsense"},
        {"locationId": ids.public_id(ids.Kind.PEOPLE, UUID(int=7))},
        {"hasDnAssigned": "yes"},
        {"start": "-1"},
    ],
)
def test_bad_queries(organization: Organization, query: dict[str, Any]) -> None:
    assert refusal(organization.reader.get(PATH, params=query))[:2] == (400, 25024)


def test_conflicts(organization: Organization) -> None:
    location, other = organization.location("Alaska"), organization.location("Texas")
    organization.numbers(location, NUMBER)
    organization.call_park_extension(location, "Desk", "2002")
    organization.hunt_group(location, "Support", "2003")
    assert create(organization, location, phoneNumber=NUMBER).status_code == 201
    for extension in ("2001", "2002", "2003"):
        assert refusal(create(organization, location, firstName="Otto", extension=extension))[:2] == (409, 9495)
    status, code, message = refusal(create(organization, location, extension="2004", phoneNumber=NUMBER))
    assert (status, code) == (409, 90902)
    assert message.startswith("phoneNumber: ")
    assert names(organization) == ["Vera"]  # all or nothing
    assert create(organization, location, extension="2004").status_code == 201
    assert create(organization, other).status_code == 201
    assert refusal(create(organization, other, extension="2004", phoneNumber=NUMBER))[:2] == (400, 4250)


def test_a_location_administrator_works_in_his_locations(organization: Organization) -> None:
    alaska, texas = organization.location("Alaska"), organization.location("Texas")
    far = organization.virtual_line(texas, "Otto", "Far", "2001")
    administrator = organization.location_admin(alaska)
    near = administrator.post(PATH, json=body(alaska)).json()["id"]
    assert refusal(administrator.post(PATH, json=body(texas)))[0] == 403
    assert refusal(administrator.post(PATH, json=body(str(UUID(int=7)))))[0] == 403
    assert refusal(administrator.get(f"{PATH}/{far}"))[:2] == (404, 4008)
    assert refusal(administrator.delete(f"{PATH}/{far}"))[:2] == (404, 4008)
    assert [line["id"] for line in administrator.get(PATH).json()["virtualLines"]] == [near]
    assert administrator.get(PATH, params={"locationId": texas}).json() == {"virtualLines": []}
    both = administrator.get(PATH, params={"locationId": [texas, alaska]}).json()["virtualLines"]
    assert [line["id"] for line in both] == [near]
    assert administrator.delete(f"{PATH}/{near}").status_code == 204
