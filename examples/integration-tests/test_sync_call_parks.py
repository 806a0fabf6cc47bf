"""Tests of sync_call_parks.py against a callpark server: no Webex organization, no token of one, no network."""

from pathlib import Path

import pytest
from sync_call_parks import Report, read, sync
from wxc_sdk import WebexSimpleApi

from callpark.testing import Callpark

CSV = Path(__file__).parent / "call_parks.csv"


@pytest.fixture
def office(callpark: Callpark) -> Callpark:
    """What the CSV file speaks of: people under 2001, 2002 and 2003, and a hunt group."""
    callpark.person("Alice Doe")
    callpark.person("Bob Roe")
    callpark.workspace("Lobby")
    callpark.hunt_group("Support")
    return callpark


def run() -> Report:
    return sync(WebexSimpleApi(), read(CSV))  # the kit has set WEBEX_ACCESS_TOKEN, and where wxc-sdk sends requests


def agents(office: Callpark, name: str) -> list[str]:
    location = office.location()
    parks = office.request("GET", f"/telephony/config/locations/{location}/callParks")["callParks"]
    (park,) = (one for one in parks if one["name"] == name)
    details = office.request("GET", f"/telephony/config/locations/{location}/callParks/{park['id']}")
    return [agent["displayName"] for agent in details["agents"]]


def test_it_creates_what_the_file_says(office: Callpark) -> None:
    assert run() == Report(created=["Front desk", "Back office"])
    assert agents(office, "Front desk") == ["Alice Doe", "Bob Roe"]
    office.journal.assert_called("POST", "*/callParks", times=2)
    office.journal.assert_understood()  # it sent nothing that the API does not know


def test_a_second_run_changes_nothing(office: Callpark) -> None:
    run()
    office.journal.clear()
    assert run() == Report(unchanged=["Front desk", "Back office"])
    assert {one.method for one in office.journal} == {"GET"}


def test_it_puts_the_order_of_agents_right(office: Callpark) -> None:
    run()
    location = office.location()
    (desk,) = office.request("GET", f"/telephony/config/locations/{location}/callParks?name=Front")["callParks"]
    path = f"/telephony/config/locations/{location}/callParks/{desk['id']}"
    turned = [agent["id"] for agent in office.request("GET", path)["agents"]][::-1]
    office.request("PUT", path, {"agents": turned})
    assert agents(office, "Front desk") == ["Bob Roe", "Alice Doe"]
    assert run().updated == ["Front desk"]
    assert agents(office, "Front desk") == ["Alice Doe", "Bob Roe"]


def test_an_agent_of_another_call_park_fails_its_row_only(office: Callpark) -> None:
    (lobby,) = office.request("GET", "/workspaces")["items"]
    office.call_park("Warehouse", agents=[lobby["id"]])
    report = run()
    assert report.created == ["Front desk"]
    assert report.failed == {"Back office": "2003: no such extension, or in another call park already"}


def test_it_asks_again_when_the_service_is_unavailable(office: Callpark) -> None:
    office.fail(503, method="POST", path="*/callParks", times=2, retry_after=0)
    assert run().created == ["Front desk", "Back office"]
    assert [one.status for one in office.journal.calls("POST")] == [503, 503, 201, 201]


@pytest.mark.parametrize("retry_after", [None, "date"])
def test_a_retry_after_that_is_missing_or_a_date(office: Callpark, retry_after: str | None) -> None:
    office.fail_next(503, method="POST", retry_after=retry_after)
    assert run().created == ["Front desk", "Back office"]


def test_it_waits_when_it_has_asked_too_often(office: Callpark) -> None:
    office.fail_next(429, method="GET", path="*/callParks", retry_after=1)
    assert run().created == ["Front desk", "Back office"]


@pytest.mark.parametrize("fault", [{"cut": True}, {"status": 503, "retry_after": 0}], ids=["cut", "503"])
def test_a_lost_answer_makes_no_second_one(office: Callpark, fault: dict[str, object]) -> None:
    """The call park was made, and nobody heard of it."""
    office.fail_next(method="POST", path="*/callParks", carried_out=True, **fault)
    assert run() == Report(created=["Front desk", "Back office"])
    office.journal.assert_called("POST", "*/callParks", times=2)


def test_half_an_answer_is_asked_for_again(office: Callpark) -> None:
    office.fail_next(half=True, method="GET", path="*/callParks")
    assert run().created == ["Front desk", "Back office"]


def test_a_token_that_may_only_read(office: Callpark, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBEX_ACCESS_TOKEN", office.token("read-only-admin"))
    report = run()
    assert report.created == []
    assert report.failed["Front desk"] == "403: The role read-only-admin may not create a call park."


def test_it_gives_up_in_the_end(office: Callpark) -> None:
    office.fail(500, method="GET", path="*/availableUsers", message="Nobody is at home.", retry_after=0)
    assert run().failed["Front desk"] == "500: Nobody is at home."
