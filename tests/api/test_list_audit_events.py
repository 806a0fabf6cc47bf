"""GET /adminAudit/events: what was changed, by whom, from what to what."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from requests import Response

from bodies import FIRST, numbers_path
from callpark import ids
from callpark.provisioning.access import Operation, Role
from cast import CALLING, Api, Organization, Server, location_body, new_organization, refusal
from every_change import ALERT, CHANGING, every_change
from promises import Figure
from webex_client import webex_client

EVENTS = "/adminAudit/events"


def events(organization: Organization, **query: Any) -> list[dict[str, Any]]:
    reply = organization.reader.get(EVENTS, params=query)
    assert reply.status_code == 200, reply.text
    return list(reply.json()["items"])


def newest(organization: Organization, **query: Any) -> dict[str, Any]:
    return dict(events(organization, **query)[0]["data"])


def uuid(public_id: str) -> str:
    kinds = (ids.Kind.PEOPLE, ids.Kind.VIRTUAL_LINE, ids.Kind.LOCATION, ids.Kind.HUNT_GROUP)
    return str(ids.uuid_of(public_id, *kinds))


def test_every_change_leaves_one_event(organization: Organization, figure: Figure) -> None:
    done: list[Operation] = []

    def do(operation: Operation, method: str, path: str, body: Any) -> Response:
        tracking_id = f"TEST_{len(done)}"
        reply = organization.admin.request(method, path, json=body, headers={"TrackingID": tracking_id})
        assert reply.ok, (operation, reply.text)
        event = events(organization, max=1)[0]
        data = event["data"]
        assert (data["trackingId"], data["eventDescription"]) == (tracking_id, operation)
        assert (data["actorName"], data["adminRoles"]) == ("full-admin", ["full-admin"])
        assert event["actorId"] == organization.admin.get("/people/me").json()["id"]
        assert event["actorOrgId"] == data["targetOrgId"] == organization.public_id
        assert datetime.now(UTC) - datetime.fromisoformat(event["created"]) < timedelta(minutes=1)
        assert data["fields"], operation
        assert ("before" in data, "after" in data) == (
            method != "POST" or "enable" in operation,
            "delete" not in operation and "remove" not in operation,
        )
        done.append(operation)
        return reply

    before = len(events(organization))
    every_change(organization, do)
    assert set(done) == CHANGING
    assert len(events(organization)) == before + len(done)
    figure("audit", f"each of {len(CHANGING)} changing operations left exactly one event; what was refused left none")


def test_what_is_refused_leaves_none(organization: Organization) -> None:
    location = organization.location()
    organization.call_park(location, "Reception")
    before = events(organization)
    parks = f"{CALLING}/locations/{location}/callParks"
    refused = [
        organization.admin.post(parks, json={"name": "Reception", "recall": ALERT}),
        organization.admin.put(f"{parks}/{ids.call_park_id('Nothing')}", json={"name": "New"}),
        organization.admin.delete(f"{CALLING}/locations/{location}"),
        organization.admin.post(numbers_path(location), json={"phoneNumbers": ["12"]}),
        organization.reader.post(parks, json={"name": "Other", "recall": ALERT}),
    ]
    assert [reply.status_code for reply in refused] == [409, 404, 409, 400, 403]
    assert events(organization) == before


def test_a_change_that_can_not_be_recorded_is_not_made(organization: Organization, server: Server) -> None:
    location = organization.location()
    line = organization.virtual_line(location, "Sales", "Line", "8001")
    server.execute("ALTER TABLE changes ADD CONSTRAINT nothing CHECK (category <> 'CALL_PARKS') NOT VALID")
    try:
        body = {"name": "Reception", "recall": ALERT, "agents": [line]}
        reply = organization.admin.post(f"{CALLING}/locations/{location}/callParks", json=body)
    finally:
        server.execute("ALTER TABLE changes DROP CONSTRAINT nothing")
    assert refusal(reply)[0] == 500
    assert organization.reader.get(f"{CALLING}/locations/{location}/callParks").json() == {"callParks": []}
    free = organization.reader.get(f"{CALLING}/locations/{location}/callParks/availableUsers").json()["agents"]
    assert [agent["id"] for agent in free] == [line]


def test_a_call_park_before_and_after(organization: Organization) -> None:
    location, group = organization.location(), ""
    line = organization.virtual_line(location, "Sales", "Line", "8001")
    group = organization.hunt_group(location)
    park = organization.call_park(location, "Reception", agents=[line])
    created = newest(organization)
    after = {
        "name": "Reception",
        "recallOption": "ALERT_PARKING_USER_ONLY",
        "huntGroupId": None,
        "parkOnAgents": False,
        "agents": [uuid(line)],
        "extensions": [],
    }
    assert (created["targetId"], created["targetName"], created["after"]) == (park, "Reception", after)
    path = f"{CALLING}/locations/{location}/callParks"
    recall = {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": group}
    renamed = organization.admin.put(f"{path}/{park}", json={"name": "Desk", "recall": recall}).json()["id"]
    changed = newest(organization)
    recalled = after | {"name": "Desk", "recallOption": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": uuid(group)}
    assert (changed["before"], changed["after"]) == (after, recalled)
    assert changed["fields"] == ["name", "recallOption", "huntGroupId"]
    organization.admin.delete(f"{path}/{renamed}")
    deleted = newest(organization)
    assert (deleted["before"], deleted["targetId"], deleted["locationId"]) == (recalled, renamed, location)


def test_what_a_command_changes_is_there_too(organization: Organization) -> None:
    created = [event for event in events(organization) if "actorId" not in event]
    assert {event["data"]["eventDescription"] for event in created} == {"create an organization", "create a token"}
    assert all("@" in event["data"]["actorName"] for event in created)
    assert organization.admin.token
    assert organization.admin.token.split("_", 2)[2] not in json.dumps(created)


def test_pages_and_filters(organization: Organization) -> None:
    location = organization.location()
    organization.numbers(location, FIRST)
    whole = events(organization)
    assert [event["created"] for event in whole] == sorted((event["created"] for event in whole), reverse=True)
    paged, url = [], f"{EVENTS}?max=2"
    while url:
        reply = organization.reader.get(url)
        paged += reply.json()["items"]
        url = reply.links.get("next", {}).get("url", "")
    assert paged == whole
    of = [event["data"]["eventCategory"] for event in events(organization, eventCategories="NUMBERS, LOCATIONS")]
    assert of == ["NUMBERS", "LOCATIONS", "LOCATIONS"]
    reader = organization.reader.get("/people/me").json()["id"]
    assert events(organization, actorId=reader) == []
    admin = organization.admin.get("/people/me").json()["id"]
    assert len(events(organization, actorId=admin)) == 3
    middle = whole[1]["created"]
    later = (datetime.fromisoformat(middle) + timedelta(milliseconds=1)).isoformat()
    assert events(organization, **{"from": middle, "to": later}) == [whole[1]]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "yesterday"}, "from"),
        ({"to": "2026-11-26T09:30:00"}, "to"),
        ({"from": "0001-01-01T00:00:00+14:00"}, "from"),
        ({"eventCategories": "CALL_PARKS,NOTHING"}, "eventCategories"),
        ({"eventCategories": ""}, "eventCategories"),
        ({"actorId": "me"}, "actorId"),
        ({"max": "0"}, "max"),
        ({"offset": "-1"}, "offset"),
    ],
)
def test_a_wrong_parameter_is_named(organization: Organization, query: dict[str, str], field: str) -> None:
    status, code, message = refusal(organization.reader.get(EVENTS, params=query))
    assert (status, code, field in message) == (400, 25024, True)


def test_a_webex_client_reads_it(organization: Organization) -> None:
    organization.location()
    api = webex_client(organization.api(Role.FULL))
    now = datetime.now(UTC)
    listed = list(
        api.admin_audit.list_events(organization.public_id, now - timedelta(hours=1), now + timedelta(hours=1), max=2)
    )
    assert [event.data.event_description for event in listed[:2]] == ["create a token", Operation.ENABLE_CALLING]
    assert len(listed) == 6


def test_who_may(organization: Organization, server: Server) -> None:
    location = organization.location()
    for role in (Role.FULL, Role.READ_ONLY, Role.PARTNER):
        assert organization.api(role).get(EVENTS).status_code == 200
    assert refusal(organization.location_admin(location).get(EVENTS))[0] == 403
    other = new_organization(server)
    assert refusal(other.reader.get(EVENTS, params={"orgId": organization.public_id}))[0] == 403
    assert all(event["data"]["targetOrgId"] == other.public_id for event in events(other))


def test_a_partner_is_named_as_the_one_who_did_it(organization: Organization, server: Server) -> None:
    customer = server.organization("Customer", partner_id=organization.id)
    partner = organization.api(Role.PARTNER)
    customer_id = ids.public_id(ids.Kind.ORGANIZATION, customer)
    assert partner.post("/locations", json=location_body("Alaska"), params={"orgId": customer_id}).status_code == 201
    customer_admin = Api(server, server.token(UUID(str(customer)), Role.FULL))
    event = next(one for one in customer_admin.get(EVENTS).json()["items"] if "actorId" in one)
    assert (event["actorOrgId"], event["data"]["actorOrgName"]) == (organization.public_id, "Acme")
    assert event["data"]["targetOrgName"] == "Customer"


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.post(EVENTS, json={})
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "GET, HEAD")
