"""`callpark location lock`: while it holds nobody changes the location over the API, and reads go on."""

import threading
import time
from typing import Any

import pytest
from requests import Response

from callpark import ids
from callpark.provisioning.access import Operation
from cast import CALLING, Organization, Server, refusal
from every_change import ALERT, CHANGING, every_change
from processes import answer, command
from promises import Figure

# They change no location: a new one can't be locked before it is there.
UNLOCKABLE = {Operation.CREATE_LOCATION}


def lock(organization: Organization, location: str, *options: str) -> Any:
    return answer("location", "lock", location, *arguments(organization), *options)


def unlock(organization: Organization, location: str, *options: str) -> Any:
    return answer("location", "unlock", location, *arguments(organization), *options)


def arguments(organization: Organization) -> list[str]:
    return ["--org", organization.public_id, "--database-url", organization.server.database_url]


def post_park(organization: Organization, location: str, name: str = "Reception") -> Response:
    path = f"{CALLING}/locations/{location}/callParks"
    return organization.admin.post(path, json={"name": name, "recall": ALERT})


def test_every_change_of_a_locked_location_is_refused(organization: Organization, figure: Figure) -> None:
    """Locked by SQL here, since a command for each of them would take a minute; the next test takes the command."""
    refused = []
    here = "UPDATE locations SET locked_by = 'me', locked_until = {} WHERE organization_id = $1"

    def do(operation: Operation, method: str, path: str, body: Any) -> Response:
        organization.server.execute(here.format("now() + interval '25 seconds'"), organization.id)
        try:
            reply = organization.admin.request(method, path, json=body)
        finally:
            organization.server.execute(here.format("NULL"), organization.id)
        if operation in UNLOCKABLE:
            assert reply.ok, reply.text
            return reply
        status, code, message = refusal(reply)
        assert (status, code, "locked for maintenance" in message) == (423, 92300, True), (operation, message)
        assert 20 <= int(reply.headers["retry-after"]) <= 25
        refused.append(operation)
        done = organization.admin.request(method, path, json=body)
        assert done.ok, (operation, done.text)  # nothing of the refused one was kept
        return done

    every_change(organization, do)
    assert set(refused) == CHANGING - UNLOCKABLE
    figure(
        "limits", f"{len(refused)} changing operations refused with 423 and `Retry-After` while a location was locked"
    )


def test_a_lock_is_taken_and_given_back(organization: Organization) -> None:
    location, other = organization.location(), organization.location("Other")
    held = lock(organization, location, "--for", "600", "--holder", "Alice")
    assert held["locked by"] == "Alice"
    reply = post_park(organization, location)
    assert (refusal(reply)[0], reply.headers["retry-after"]) == (423, "60")  # it may be given back before its time
    assert organization.reader.get(f"{CALLING}/locations/{location}/callParks").json() == {"callParks": []}
    assert post_park(organization, other).status_code == 201
    listed = answer("location", "list", *arguments(organization))
    assert [(one["name"], one["locked by"]) for one in listed] == [("Alaska", "Alice"), ("Other", None)]
    assert unlock(organization, location, "--holder", "Alice") == {"unlocked": location}
    assert post_park(organization, location).status_code == 201
    done = [event["data"] for event in organization.reader.get("/adminAudit/events").json()["items"]]
    words = [one["eventDescription"] for one in done if one["targetName"] == "Alaska"]
    assert words[:2] == ["unlock a location", "lock a location"]


def test_a_lock_ends_by_itself(organization: Organization) -> None:
    location = organization.location()
    lock(organization, location, "--for", "1")
    end = time.monotonic() + 20
    while (reply := post_park(organization, location)).status_code == 423 and time.monotonic() < end:
        assert reply.headers["retry-after"] == "1"
        time.sleep(0.1)
    assert reply.status_code == 201


def test_a_lock_has_one_holder(organization: Organization) -> None:
    location = organization.location()
    lock(organization, location, "--holder", "Alice")
    lock(organization, location, "--holder", "Alice")  # holds it longer
    for words in (("lock", location), ("unlock", location)):
        refused = command("location", *words, *arguments(organization), "--holder", "Bob")
        assert (refused.returncode, "Alice has locked the location until" in refused.stderr) == (1, True)
    unlock(organization, location, "--holder", "Bob", "--force")
    lock(organization, location, "--holder", "Bob")
    unlock(organization, location, "--holder", "Bob")
    unlock(organization, location, "--holder", "Bob")  # as it is already


def test_what_was_let_through_is_done_when_a_lock_is_taken(organization: Organization) -> None:
    """A create that has to wait for its agent has been let through: the lock waits for it."""
    location = organization.location()
    line = organization.virtual_line(location, "Sales", "Line", "8001")
    body = {"name": "Reception", "recall": ALERT, "agents": [line]}
    path = f"{CALLING}/locations/{location}/callParks"
    created: list[int] = []
    with organization.server.held("lines", ids.uuid_of(line, ids.Kind.VIRTUAL_LINE), seconds=3):
        create = threading.Thread(
            target=lambda: created.append(organization.admin.post(path, json=body).status_code), daemon=True
        )
        create.start()
        time.sleep(0.5)  # it waits now
        lock(organization, location)
        assert parks(organization, location) == ["Reception"]
    create.join()
    assert created == [201]
    assert post_park(organization, location, "Other").status_code == 423


def parks(organization: Organization, location: str) -> list[str]:
    listed = organization.reader.get(f"{CALLING}/locations/{location}/callParks").json()["callParks"]
    return [park["name"] for park in listed]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--for", "0"), "--for"),
        (("--for", "86401"), "--for"),
    ],
)
def test_what_can_not_be_locked(organization: Organization, options: tuple[str, ...], message: str) -> None:
    location = organization.location()
    refused = command("location", "lock", location, *arguments(organization), *options)
    assert (refused.returncode, message in refused.stderr) == (1, True)


def test_another_organizations_location_is_unknown(organization: Organization, server: Server) -> None:
    location = organization.location()
    stranger = ids.public_id(ids.Kind.ORGANIZATION, server.organization("Stranger"))
    refused = command("location", "lock", location, "--org", stranger, "--database-url", server.database_url)
    assert (refused.returncode, "callpark location list" in refused.stderr) == (1, True)
