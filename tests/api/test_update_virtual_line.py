"""PUT /telephony/config/virtualLines/{id}: what is left out stays, and the line follows."""

from typing import Any

import pytest

from callpark import ids
from callpark.errors import shown
from cast import CALLING, Organization, Server, new_organization, refusal
from webex_client import webex_client

LINES = f"{CALLING}/virtualLines"
NUMBER = "+19075550101"


def details(organization: Organization, line: str) -> dict[str, Any]:
    return dict(organization.reader.get(f"{LINES}/{line}").json())


def put(organization: Organization, line: str, **fields: Any) -> Any:
    return organization.admin.put(f"{LINES}/{line}", json=fields)


def test_a_virtual_line_is_changed_field_by_field(organization: Organization) -> None:
    location = organization.location("Alaska", prefix="12")
    organization.numbers(location, NUMBER)
    line = organization.virtual_line(location, "Vera", "Line", "2001")
    park = organization.call_park(location, "Sales", agents=[line])
    before = details(organization, line)
    assert put(organization, line).status_code == 204
    assert put(organization, line, **before).status_code == 204
    assert details(organization, line) == before
    reply = put(organization, line, firstName=" Anna ", extension="2009", phoneNumber=NUMBER, timeZone="Asia/Tokyo")
    assert (reply.status_code, reply.content) == (204, b"")
    number = {"external": NUMBER, "extension": "2009", "routingPrefix": "12", "esn": "122009", "primary": True}
    changed = {"firstName": "Anna", "number": number, "timeZone": "Asia/Tokyo"}
    assert details(organization, line) == before | changed
    (agent,) = organization.reader.get(f"{CALLING}/locations/{location}/callParks/{park}").json()["agents"]
    assert (agent["firstName"], agent["displayName"], agent["numbers"]) == (
        "Anna",
        "Vera Line",
        [number | {"primary": "true"}],
    )
    free = organization.reader.get(
        f"{CALLING}/locations/{location}/callParks/availableUsers", params={"callParkName": "Sales", "name": "anna"}
    ).json()["agents"]
    assert free == [agent]
    assert put(organization, line, extension="", timeZone="").status_code == 204
    assert details(organization, line)["number"] == {"external": NUMBER, "routingPrefix": "12", "primary": True}
    assert details(organization, line)["timeZone"] == before["timeZone"]
    organization.virtual_line(location, "Otto", "Line", "2009")


def test_a_webex_client_changes_one(organization: Organization) -> None:
    line = organization.virtual_line(organization.location(), "Vera", "Line", "2001")
    client = webex_client(organization.admin).telephony.virtual_lines
    client.update(line, first_name="Anna", caller_id_last_name="Desk", announcement_language="de_de")
    (listed,) = client.list()
    assert (listed.first_name, listed.last_name, listed.caller_id_last_name) == ("Anna", "Line", "Desk")
    assert client.details(line).announcement_language == "de_de"
    client.update(line, caller_id_last_name="", announcement_language="")
    assert next(client.list()).caller_id_last_name is None
    assert client.details(line).announcement_language is None


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.patch(f"{LINES}/{organization.id}", json={})
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "DELETE, GET, HEAD, PUT")


def test_whoever_is_not_there_is_unknown(server: Server, organization: Organization) -> None:
    other = new_organization(server, "Other")
    foreign = other.virtual_line(other.location(), "Vera", "Line", "2001")
    unknown = ids.public_id(ids.Kind.VIRTUAL_LINE, organization.id)
    for line in (foreign, unknown, organization.public_id, "nonsense"):
        expected = (404, 4008, f"User not found: {shown(line)}")
        assert refusal(put(organization, line, firstName="X")) == expected
        assert refusal(put(organization, line, firstName=7)) == expected


@pytest.mark.parametrize(
    ("fields", "code", "word"),
    [
        ({"firstName": ""}, 25110, "firstName"),
        ({"lastName": "x" * 31}, 25110, "lastName"),
        ({"displayName": " "}, 25110, "displayName"),
        ({"extension": ""}, 25008, "extension or phoneNumber"),
        ({"extension": "1"}, 25110, "extension"),
        ({"extension": 2001}, 25024, "extension"),
        ({"phoneNumber": "12"}, 25024, "phoneNumber"),
        ({"phoneNumber": NUMBER}, 4250, "phoneNumber"),
        ({"callerIdNumber": "1" * 24}, 25110, "callerIdNumber"),
    ],
)
def test_a_wrong_body_changes_nothing(organization: Organization, fields: dict[str, Any], code: int, word: str) -> None:
    line = organization.virtual_line(organization.location(), "Vera", "Line", "2001")
    before = details(organization, line)
    status, given, message = refusal(put(organization, line, **{"displayName": "New", **fields}))
    assert (status, given) == (400, code)
    assert word in message
    assert details(organization, line) == before


def test_what_is_taken_is_refused(organization: Organization) -> None:
    location = organization.location()
    line = organization.virtual_line(location, "Vera", "Line", "2001")
    organization.person(location, "Alice Park", "1001", NUMBER)
    assert refusal(put(organization, line, extension="1001"))[:2] == (409, 9495)
    status, code, message = refusal(put(organization, line, phoneNumber=NUMBER, firstName="New"))
    assert (status, code) == (409, 90902)
    assert message.startswith("phoneNumber: ")
    assert details(organization, line)["firstName"] == "Vera"


def test_who_may(organization: Organization) -> None:
    alaska, maine = organization.location("Alaska"), organization.location("Maine")
    vera, otto = (organization.virtual_line(place, "Vera", "Line", "2001") for place in (alaska, maine))
    assert refusal(organization.reader.put(f"{LINES}/{vera}", json={}))[0] == 403
    admin = organization.location_admin(alaska)
    assert admin.put(f"{LINES}/{vera}", json={}).status_code == 204
    assert refusal(admin.put(f"{LINES}/{otto}", json={}))[:2] == (404, 4008)
