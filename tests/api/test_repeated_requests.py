"""Requests that are sent again: an Idempotency-Key makes a POST repeatable, and everything else is so by itself."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from requests import Response

from callpark.api.app import ROUTES
from callpark.provisioning.access import Operation, Role
from cast import CALLING, Organization, refusal
from every_change import ALERT, every_change
from promises import Figure

POSTS = {route.operation for route in ROUTES if route.method == "POST"}


def create(organization: Organization, location: str, key: str, name: str = "Reception", **more: Any) -> Response:
    body = {"name": name, "recall": ALERT, **more}
    path = f"{CALLING}/locations/{location}/callParks"
    return organization.admin.post(path, json=body, headers={"Idempotency-Key": key})


def parks(organization: Organization, location: str) -> list[str]:
    listed = organization.reader.get(f"{CALLING}/locations/{location}/callParks").json()["callParks"]
    return [park["name"] for park in listed]


def test_every_post_that_is_sent_again_is_answered_again(organization: Organization, figure: Figure) -> None:
    """Byte for byte, and nothing else has happened: a second location or person of that name would be a conflict."""
    repeated = []

    def do(operation: Operation, method: str, path: str, body: Any) -> Response:
        headers = {"Idempotency-Key": str(uuid4())} if method == "POST" else {}
        first = organization.admin.request(method, path, json=body, headers=headers)
        assert first.ok, first.text
        if method == "POST":
            second = organization.admin.request(method, path, json=body, headers=headers)
            assert (second.status_code, second.content) == (first.status_code, first.content)
            assert "idempotent-replayed" not in first.headers
            assert second.headers["idempotent-replayed"] == "true"
            assert second.headers["trackingid"] != first.headers["trackingid"]
            repeated.append(operation)
        return first

    every_change(organization, do)
    assert set(repeated) == POSTS
    events = organization.reader.get("/adminAudit/events").json()["items"]
    assert len({event["data"]["trackingId"] for event in events if "actorId" in event}) == 29
    figure("idempotent", f"{len(POSTS)} POSTs sent twice with a key: one change, two equal answers")


def test_put_patch_and_delete_are_repeatable_as_they_are(organization: Organization) -> None:
    """Sent again, a change is made again and brings about nothing new; what is gone stays gone."""
    done = []

    def do(operation: Operation, method: str, path: str, body: Any) -> Response:
        first = organization.admin.request(method, path, json=body)
        assert first.ok, first.text
        if method == "POST":
            return first
        again = organization.admin.request(method, path, json=body)
        if method == "DELETE":
            assert again.status_code in (404, 400), operation  # numbers that are named in a body: 400
        elif operation is not Operation.UPDATE_CALL_PARK:  # its id is its name, which it changed
            assert (again.status_code, again.content) == (first.status_code, first.content)
            event = organization.reader.get("/adminAudit/events", params={"max": 1}).json()["items"][0]["data"]
            assert event.get("fields", []) == [], operation
        done.append(operation)
        return first

    every_change(organization, do)
    assert len(done) == 29 - len(POSTS)


def test_another_request_with_the_same_key_is_a_conflict(organization: Organization) -> None:
    location, elsewhere, key = organization.location(), organization.location("Elsewhere"), str(uuid4())
    assert create(organization, location, key).status_code == 201
    for reply in (
        create(organization, location, key, "Other"),
        create(organization, location, key, parkOnAgentsEnabled=True),
        create(organization, elsewhere, key),
    ):
        status, code, message = refusal(reply)
        assert (status, code, "Idempotency-Key" in message) == (409, 90907, True)
    assert (parks(organization, location), parks(organization, elsewhere)) == (["Reception"], [])


def test_what_was_refused_may_be_sent_again(organization: Organization) -> None:
    """A refusal is not kept, and is the same with a key as without one."""
    location, key = organization.location(), str(uuid4())
    line = organization.virtual_line(location, "Sales", "Line", "8001")
    other = organization.call_park(location, "Other", agents=[line])
    status, code, message = refusal(create(organization, location, key, agents=[line]))
    assert (status, code, "'Other'" in message) == (409, 90904, True)
    assert refusal(create(organization, location, key, name=" "))[0] == 400
    organization.admin.delete(f"{CALLING}/locations/{location}/callParks/{other}")
    assert create(organization, location, key, agents=[line]).status_code == 201
    assert parks(organization, location) == ["Reception"]


def test_a_key_belongs_to_a_person(organization: Organization) -> None:
    location, key = organization.location(), str(uuid4())
    assert create(organization, location, key).status_code == 201
    other = Organization(
        organization.server, organization.id, organization.api(Role.FULL, name="Other"), organization.reader
    )
    assert refusal(create(other, location, key))[:2] == (409, 90901)  # the name is taken: it was carried out
    same = Organization(organization.server, organization.id, organization.api(Role.FULL), organization.reader)
    assert create(same, location, key).status_code == 201  # another token of the same administrator


def test_only_who_may_ask_learns_of_an_answer(organization: Organization) -> None:
    location, key = organization.location(), str(uuid4())
    assert create(organization, location, key).status_code == 201
    read_only = organization.api(Role.READ_ONLY, name="full-admin")  # the same person with a lesser token
    path = f"{CALLING}/locations/{location}/callParks"
    reply = read_only.post(path, json={"name": "Reception", "recall": ALERT}, headers={"Idempotency-Key": key})
    assert refusal(reply)[0] == 403


def test_many_at_once_are_carried_out_once(organization: Organization) -> None:
    location, key = organization.location(), str(uuid4())
    line = organization.virtual_line(location, "Sales", "Line", "8001")
    with ThreadPoolExecutor(16) as pool:
        replies = list(
            pool.map(lambda _: create(organization, location, key, agents=[line]), range(64)),
        )
    assert {(reply.status_code, reply.content) for reply in replies} == {(201, replies[0].content)}
    assert sum("idempotent-replayed" not in reply.headers for reply in replies) == 1
    assert parks(organization, location) == ["Reception"]


def test_a_key_is_kept_for_a_day(organization: Organization) -> None:
    location = organization.location()
    keys = [str(uuid4()) for _ in range(3)]
    for name, key in zip("ABC", keys, strict=True):
        assert create(organization, location, key, name).status_code == 201
    of = "organization_id = $1 AND key = ANY($2)"
    aged = "UPDATE kept_answers SET created = now() - interval '{}' WHERE " + of
    organization.server.execute(aged.format("23 hours"), organization.id, keys[:1])
    organization.server.execute(aged.format("25 hours"), organization.id, keys[1:])
    assert create(organization, location, keys[0], "A").headers["idempotent-replayed"] == "true"
    assert create(organization, location, keys[1], "Other").status_code == 201  # the key means nothing any more
    organization.server.execute(
        f"DO $do$ BEGIN ASSERT (SELECT count(*) = 2 FROM kept_answers WHERE organization_id = '{organization.id}'); "
        "END $do$"
    )  # and the third is forgotten


@pytest.mark.parametrize("key", ["", "x" * 256, "tab\there", "é"])
def test_a_key_that_can_not_be_kept_is_refused(organization: Organization, key: str) -> None:
    location = organization.location()
    path = f"{CALLING}/locations/{location}/callParks"
    headers = {"Idempotency-Key": key.encode()}
    reply = organization.admin.post(path, json={"name": "Reception", "recall": ALERT}, headers=headers)
    status, code, message = refusal(reply)
    assert (status, code, "Idempotency-Key" in message) == (400, 25024, True)
    assert parks(organization, location) == []


def test_it_means_nothing_but_to_a_post(organization: Organization) -> None:
    location, key = organization.location(), str(uuid4())
    park = organization.call_park(location, "Reception")
    path = f"{CALLING}/locations/{location}/callParks/{park}"
    headers = {"Idempotency-Key": key}
    assert organization.admin.put(path, json={"parkOnAgentsEnabled": True}, headers=headers).status_code == 200
    assert organization.admin.put(path, json={"parkOnAgentsEnabled": False}, headers=headers).status_code == 200
    assert organization.reader.get(path, headers=headers).json()["parkOnAgentsEnabled"] is False
