"""Logs: one JSON object a line, with the tracking id, and nothing that a client could forge or misuse."""

import json
from pathlib import Path

import pytest

from cast import CALLING
from serving import organization_on, started

SECRET = "zq9xv7"


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


def test_no_token_and_nothing_of_a_body_is_ever_logged(directory: Path, data: Path) -> None:
    """Not even by a bug, and PostgreSQL says in its errors what it was given."""
    with started(directory, "--log-level", "debug") as callpark:
        organization = organization_on(callpark.ready()["url"], data)
        location = organization.location("Alaska")
        path = f"{CALLING}/locations/{location}/callParks"
        body = {"name": SECRET, "recall": {"option": "ALERT_PARKING_USER_ONLY"}}
        token = organization.admin.token or ""
        organization.server.execute("ALTER TABLE call_parks ADD CONSTRAINT nothing CHECK (name = 'x') NOT VALID")
        bug = organization.admin.post(path, json=body)
        organization.server.execute("ALTER TABLE call_parks DROP CONSTRAINT nothing")
        statuses = [
            bug.status_code,
            organization.admin.post(path, json=body | {"agents": [SECRET]}).status_code,
            organization.admin.post(path, json=body).status_code,
            organization.admin.post(path, json=body).status_code,
            organization.admin.get(path, params={"name": SECRET, "access_token": token}).status_code,
            organization.admin.get(path, headers={"Authorization": f"Bearer {SECRET}"}).status_code,
        ]
    assert statuses == [500, 400, 201, 409, 200, 401]
    text = callpark.log.read_text()
    assert SECRET not in text
    assert token.split("_", 2)[2] not in text
    (line,) = [json.loads(line) for line in text.splitlines() if '"a bug"' in line]
    assert line["tracking_id"] == bug.headers["trackingid"]
    assert "insert_call_park" in line["exception"]
    assert line["exception"].endswith("asyncpg.exceptions.CheckViolationError: nothing")


def test_by_default_nothing_is_logged_while_all_is_well(directory: Path, data: Path) -> None:
    with started(directory) as callpark:
        organization_on(callpark.ready()["url"], data).location("Alaska")
    assert callpark.log.read_text() == ""
