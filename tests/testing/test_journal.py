"""The journal: what a test can ask of it, what it says when a test fails, and its page in the demo."""

import json
import re
import subprocess
from html import unescape
from pathlib import Path

import pytest
import requests
from wxc_sdk import WebexSimpleApi
from wxc_sdk.rest import RestError

from callpark.testing import Callpark
from plain_pytest import run_pytest


@pytest.fixture
def busy(callpark: Callpark) -> Callpark:
    """After a list, a create and a create that is refused."""
    location = callpark.location().id
    api = WebexSimpleApi()
    list(api.telephony.callpark.list(location, name="Front"))
    api.telephony.callpark_extension.create(location, "Slot", "9001")
    with pytest.raises(RestError):
        api.telephony.callpark_extension.create(location, "Slot two", "9001")
    return callpark


def test_what_was_called(busy: Callpark) -> None:
    journal = busy.journal
    assert [one.status for one in journal] == [200, 201, 409]
    assert journal[1].operation == "create a call park extension"
    assert journal[1].json == {"name": "Slot", "extension": "9001"}
    assert journal[1].answer["id"]
    assert journal[0].parameters == {"name": "Front"}
    assert journal.assert_called("POST", "*/callParkExtensions", status=409) == journal[2]
    assert journal.assert_called("GET", "/v1/telephony/*/callParks", query={"name": "Front"}).number == 1
    journal.assert_called("POST", "/telephony/config/locations/*/callParkExtensions", times=2)
    journal.assert_called("POST", "*", json={"name": "Slot"}, times=1)
    journal.assert_called("DELETE", "*", times=0)
    journal.assert_not_called("DELETE")
    journal.assert_order(("GET", "*/callParks"), ("POST", "*"), ("POST", "*"))
    assert len(journal.calls("POST")) == 2
    journal.clear()
    assert len(journal) == 0


def test_what_was_not_called(busy: Callpark) -> None:
    with pytest.raises(AssertionError, match=r"DELETE \* was to be called at least once and was called 0 ×") as caught:
        busy.journal.assert_called("DELETE", "*")
    assert "GET /v1/telephony/config/locations/<LOCATION " in str(caught.value), "it lists what arrived"
    with pytest.raises(AssertionError, match="was to be called 3 × and was called 2 ×"):
        busy.journal.assert_called("POST", "*", times=3)
    with pytest.raises(AssertionError, match=r"with json \{'name': 'Desk'\} was to be called"):
        busy.journal.assert_called("POST", "*", json={"name": "Desk"})
    with pytest.raises(AssertionError, match="was not to be called"):
        busy.journal.assert_not_called("POST")
    with pytest.raises(AssertionError, match=r"GET \*, the 2. of 2, did not come after"):
        busy.journal.assert_order(("POST", "*"), ("GET", "*"))


def test_no_token_is_kept(busy: Callpark) -> None:
    token = busy.token()
    everything = requests.get(f"{busy.url}/testing/journal", timeout=10).text
    everything += requests.get(f"{busy.url}/testing/journal.har", timeout=10).text
    everything += requests.get(f"{busy.url}/testing", timeout=10).text
    assert token[-20:] not in everything
    assert busy.journal[0].request_headers["authorization"] == "Bearer …"


def test_har(busy: Callpark, tmp_path: Path) -> None:
    busy.journal.save_har(tmp_path / "journal.har")
    log = json.loads((tmp_path / "journal.har").read_text())["log"]
    assert log["version"] == "1.2"
    first, _, last = log["entries"]
    assert first["request"]["url"].startswith(f"{busy.base_url}/telephony")
    assert first["request"]["queryString"] == [{"name": "name", "value": "Front"}]
    assert json.loads(last["request"]["postData"]["text"])["extension"] == "9001"
    assert (last["response"]["status"], last["response"]["content"]["mimeType"]) == (409, "application/json")


# --- pytest's report ---------------------------------------------------------------------------------------------

FAILING = """
import requests

def ask(callpark, method, path, **more):
    headers = {"authorization": f"Bearer {callpark.token()}"}
    return requests.request(method, callpark.base_url + path, headers=headers, timeout=10, **more)

def test_that_fails(callpark):
    location = callpark.location()
    for number in range(12):
        ask(callpark, "GET", f"/telephony/config/locations/{location}/callParks?name={number}")
    reply = ask(callpark, "POST", f"/telephony/config/locations/{location}/callParks", json={"nam": "Desk"})
    assert reply.status_code == 201

def test_that_passes(callpark):
    body = {"name": "Desk", "recall": {"option": "ALERT_PARKING_USER_ONLY"}, "park_on_agents_enabled": True}
    path = f"/telephony/config/locations/{callpark.location()}/callParks"
    assert ask(callpark, "POST", path, json=body).status_code == 201

def test_that_knows_what_it_does(callpark):
    assert ask(callpark, "GET", "/nowhere").status_code == 404
"""


@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["alone", "xdist"])
def test_a_report(tmp_path: Path, options: tuple[str, ...]) -> None:
    (tmp_path / "test_it.py").write_text(FAILING)
    text = run_pytest(tmp_path, *options).stdout
    assert "2 passed" in text, text
    assert "1 failed" in text
    report = text[text.index("callpark: the last requests") :]
    assert "(3 earlier ones left out)" in report
    assert " 13 POST /v1/telephony/config/locations/<LOCATION" in report
    assert 'sent      {"nam": "Desk"}' in report
    assert "answered  25008: Missing Mandatory field name: " in report
    assert "hint      `nam` is no field of this request and was ignored; did you mean `name`?" in report
    summary = report[report.index("callpark: sent, and not as it was meant?") :]
    assert "did you mean `parkOnAgentsEnabled`?" in summary
    assert "nowhere" not in summary, "what was refused was met by the test's own code"


SEEDED = """
def test_it(callpark):
    print("made", callpark.organization_id, callpark.location().id)
"""


def test_the_seed_of_a_run(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(SEEDED)
    options = [(), ("-n", "1"), ("--callpark-seed", "42")]
    found = [re.findall(r"made (\S+) (\S+)", run_pytest(tmp_path, "-rP", *one).stdout) for one in options]
    assert all(found)
    assert found[0] == found[1], "with xdist too"
    assert found[2] != found[0]
    assert "neither a whole number nor" in run_pytest(tmp_path, "--callpark-seed", "x").stdout


# --- the page ----------------------------------------------------------------------------------------------------


def copied(page: str, label: str) -> list[str]:
    return [unescape(text) for text in re.findall(rf'data-text="([^"]*)">{label}<', page)]


def test_the_page(busy: Callpark) -> None:
    reply = requests.get(f"{busy.url}/testing", timeout=10)
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "script-src 'self'" in reply.headers["content-security-policy"]
    page = reply.text
    assert page.index("409") < page.index("201"), "the newest first"
    assert "3 requests" in page
    curl, _, listed = copied(page, "Copy as curl")
    environment = {"WEBEX_ACCESS_TOKEN": busy.token(), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(curl, shell=True, env=environment, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["errorCode"] == 9495
    done = subprocess.run(listed, shell=True, env=environment, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {"callParks": []}


def test_what_is_copied_as_pytest_is_a_test(callpark: Callpark, tmp_path: Path) -> None:
    authorization = {"authorization": f"Bearer {callpark.token()}"}
    name = 'L\'Été "x" \\ 🅿'
    made = requests.post(
        f"{callpark.base_url}/workspaces", json={"displayName": name}, headers=authorization, timeout=10
    )
    requests.get(f"{callpark.base_url}/people/me", headers=authorization, timeout=10)
    assert made.status_code == 201
    tests = copied(requests.get(f"{callpark.url}/testing", timeout=10).text, "Copy as pytest")
    (tmp_path / "test_copied.py").write_text("\n\n".join(tests))
    assert "2 passed" in run_pytest(tmp_path).stdout


def test_a_page_shows_what_was_sent_as_text(callpark: Callpark) -> None:
    evil = "<script>alert(1)</script>"
    requests.post(f"{callpark.base_url}/{evil}", data=evil, headers={"x": evil}, timeout=10)
    page = requests.get(f"{callpark.url}/testing", timeout=10).text
    assert "alert(1)" in page
    assert evil not in page


def test_who_comes_by_another_name_is_not_let_in(callpark: Callpark) -> None:
    reply = requests.get(f"{callpark.url}/testing/journal", headers={"host": "evil.example"}, timeout=10)
    assert (reply.status_code, "localhost only" in reply.text) == (403, True)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/testing/nothing", 404), ("PATCH", "/testing/faults", 405), ("GET", "/testing/", 200)],
)
def test_paths_of_the_test_mode(callpark: Callpark, method: str, path: str, status: int) -> None:
    reply = requests.request(method, callpark.url + path, timeout=10)
    assert reply.status_code == status
    assert (reply.headers.get("allow") == "DELETE, GET, POST") == (status == 405)
