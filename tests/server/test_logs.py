"""Logs: one JSON object a line, with the tracking id, and nothing that a client could forge or misuse."""

import json
from pathlib import Path

import pytest

from cast import CALLING
from serving import organization_on, started


@pytest.fixture
def data(directory: Path) -> Path:
    return directory / "data"


def test_a_line_for_each_request_and_no_secret_in_any(directory: Path, data: Path) -> None:
    with started(directory, "--log-level", "info") as callpark:
        organization = organization_on(callpark.ready()["url"], data)
        location = organization.location("Alaska")
        name = 'x\r\n{"event": "request", "status": 200, "forged": true}'
        organization.call_park(location, name)
        path = f"{CALLING}/locations/{location}/callParks/%0d%0a%7B%22forged%22:1%7D"
        organization.admin.get(path, headers={"TrackingID": 'mine"}{'}, params={"name": "\r\n{"})
        token = organization.admin.token or ""
    text = callpark.log.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    assert not any("forged" in line for line in lines)
    assert all({"method", "path", "status", "tracking_id", "timestamp"} <= set(line) for line in requests)
    assert [line["status"] for line in requests if line["tracking_id"] == "mine"] == [404]
    assert any((line["method"], line["status"]) == ("POST", 201) for line in requests)
    assert token not in text
    assert token.split("_", 2)[2] not in text
    assert "Alaska" not in text  # no body


def test_by_default_nothing_is_logged_while_all_is_well(directory: Path, data: Path) -> None:
    with started(directory) as callpark:
        organization_on(callpark.ready()["url"], data).location("Alaska")
    assert callpark.log.read_text() == ""
