"""Each fault reaches wxc-sdk, sync and async, as docs/testing-your-integration.md says."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import requests
from wxc_sdk import WebexSimpleApi
from wxc_sdk.as_api import AsWebexSimpleApi
from wxc_sdk.as_rest import AsRestError
from wxc_sdk.rest import RestError

from callpark.testing import Callpark, Refused

PARKS = [f"Park {number}" for number in range(5)]
Outcome = Callable[[], Any]


def listed(callpark: Callpark) -> list[str]:
    location = callpark.location().id
    return [park.name for park in WebexSimpleApi().telephony.callpark.list(location, max=2)]


def listed_async(callpark: Callpark) -> list[str]:
    async def work() -> list[str]:
        async with AsWebexSimpleApi() as api:
            return [park.name for park in await api.telephony.callpark.list(callpark.location().id, max=2)]

    return asyncio.run(work())


def created(callpark: Callpark) -> str:
    return str(WebexSimpleApi().telephony.callpark_extension.create(callpark.location().id, "Slot", "9001"))


def created_async(callpark: Callpark) -> str:
    async def work() -> str:
        async with AsWebexSimpleApi() as api:
            return str(await api.telephony.callpark_extension.create(callpark.location().id, "Slot", "9001"))

    return asyncio.run(work())


@pytest.fixture
def parks(callpark: Callpark) -> Callpark:
    for name in PARKS:
        callpark.call_park(name)
    return callpark


both = pytest.mark.parametrize("list_parks", [listed, listed_async], ids=["sync", "async"])


@both
@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 410, 415, 423, 428, 500, 502, 503, 504])
def test_a_status(parks: Callpark, list_parks: Any, status: int) -> None:
    parks.fail_next(status, message="Not today.")
    with pytest.raises((RestError, AsRestError)) as caught:
        list_parks(parks)
    error = caught.value
    assert (error.response.status_code if isinstance(error, RestError) else error.status) == status
    assert parks.journal[-1].answer["message"] == "Not today."
    assert set(parks.journal[-1].answer) == {"errorCode", "message", "errors", "trackingId"}
    if isinstance(error, RestError):
        assert error.detail.tracking_id == parks.journal[-1].answer["trackingId"]
    assert list_parks(parks) == PARKS


@both
@pytest.mark.parametrize(("retry_after", "seconds"), [(1, 1.0), (None, 5.0)])
def test_429_is_waited_for(parks: Callpark, list_parks: Any, retry_after: int | None, seconds: float) -> None:
    """For as long as Retry-After says, or five seconds if it says nothing."""
    parks.fail_next(429, retry_after=retry_after)
    assert list_parks(parks) == PARKS
    first, second = parks.journal[0], parks.journal[1]
    assert (first.status, second.status) == (429, 200)
    assert ("retry-after" in first.headers) == (retry_after is not None)
    assert (second.at - first.at).total_seconds() >= seconds * 0.95


@both
def test_a_date_in_retry_after_is_a_bug_of_wxc_sdk(parks: Callpark, list_parks: Any) -> None:
    parks.fail_next(429, retry_after="date")
    with pytest.raises(ValueError, match="invalid literal for int"):
        list_parks(parks)
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT", parks.journal[-1].headers["retry-after"])


@both
def test_an_error_without_tracking_id(parks: Callpark, list_parks: Any) -> None:
    parks.fail_next(500, tracking_id=False)
    with pytest.raises((RestError, AsRestError)):
        list_parks(parks)
    assert set(parks.journal[-1].answer) == {"errorCode", "message", "errors"}
    assert "trackingid" not in parks.journal[-1].headers


@both
def test_latency(parks: Callpark, list_parks: Any) -> None:
    parks.fail_next(delay=0.5)
    assert list_parks(parks) == PARKS
    assert parks.journal[0].milliseconds >= 500


def test_a_cut_connection(parks: Callpark) -> None:
    """aiohttp asks again by itself where that is safe; requests does not."""
    parks.fail_next(cut=True)
    with pytest.raises(requests.ConnectionError, match="closed connection without response"):
        listed(parks)
    assert parks.journal[-1].status is None
    parks.fail_next(cut=True)
    assert listed_async(parks) == PARKS


@pytest.mark.parametrize("carried_out", [False, True])
@pytest.mark.parametrize(
    ("create", "error"),
    [(created, requests.ConnectionError), (created_async, aiohttp.ServerDisconnectedError)],
    ids=["sync", "async"],
)
def test_a_lost_answer(callpark: Callpark, create: Any, error: Any, carried_out: bool) -> None:
    callpark.fail_next(method="POST", cut=True, carried_out=carried_out)
    with pytest.raises(error):
        create(callpark)
    there = callpark.request("GET", "/telephony/config/callParkExtensions")["callParkExtensions"]
    assert len(there) == carried_out


def test_an_error_after_the_work_was_done(callpark: Callpark) -> None:
    callpark.fail_next(503, method="POST", carried_out=True)
    with pytest.raises(RestError):
        created(callpark)
    assert len(callpark.request("GET", "/telephony/config/callParkExtensions")["callParkExtensions"]) == 1


@pytest.mark.parametrize(
    ("list_parks", "error"),
    [(listed, requests.exceptions.ChunkedEncodingError), (listed_async, aiohttp.ClientPayloadError)],
    ids=["sync", "async"],
)
def test_half_an_answer(parks: Callpark, list_parks: Any, error: Any) -> None:
    parks.fail_next(half=True)
    with pytest.raises(error):
        list_parks(parks)


@both
def test_malformed_json_is_taken_for_text_by_wxc_sdk(parks: Callpark, list_parks: Any) -> None:
    parks.fail_next(malformed=True)
    with pytest.raises(AttributeError, match="'str' object has no attribute 'get'"):
        list_parks(parks)
    with pytest.raises(ValueError, match="delimiter"):
        _ = parks.journal[-1].answer


@both
@pytest.mark.parametrize(
    ("link", "names"), [("dropped", PARKS[:2]), ("same", [*PARKS[:2], *PARKS])], ids=["dropped", "same"]
)
def test_links(parks: Callpark, list_parks: Any, link: Any, names: list[str]) -> None:
    parks.fail_next(link=link)
    assert list_parks(parks) == names


@both
def test_a_wrong_link(parks: Callpark, list_parks: Any) -> None:
    parks.fail_next(link="wrong")
    with pytest.raises((RestError, AsRestError)):
        list_parks(parks)
    assert [one.status for one in parks.journal] == [200, 404]


def test_rules(callpark: Callpark) -> None:
    """By method and path, after the first ones, so often and no more, and in the order in which they were said."""
    location = callpark.location().id
    callpark.fail(503, method="POST", path="*/callParkExtensions", skip=1, times=2)
    callpark.fail(500, path=f"/telephony/config/locations/{location}/callParks")
    api = WebexSimpleApi()
    assert list(api.telephony.callpark_extension.list()) == [], "a GET of such a path is let through, and not counted"
    outcomes: list[int] = []
    for number in range(5):
        try:
            api.telephony.callpark_extension.create(location, f"Slot {number}", f"900{number}")
            outcomes.append(201)
        except RestError as error:
            outcomes.append(error.response.status_code)
    assert outcomes == [201, 503, 503, 201, 201]
    for _ in range(3):
        with pytest.raises(RestError):
            listed(callpark)
    callpark.no_faults()
    assert listed(callpark) == []


def test_chance_is_the_same_in_every_run(callpark: Callpark) -> None:
    def statuses() -> list[int]:
        callpark.no_faults()
        callpark.fail(500, probability=0.3)
        return [ask(callpark).status_code for _ in range(60)]

    first = statuses()
    assert 8 <= first.count(500) <= 30
    assert statuses() == first


def ask(callpark: Callpark, **headers: str) -> requests.Response:
    authorization = {"authorization": f"Bearer {callpark.token()}"}
    return requests.get(f"{callpark.base_url}/locations", headers=authorization | headers, timeout=10)


def test_by_header(callpark: Callpark) -> None:
    reply = ask(callpark, **{"callpark-fault": "status=429, retryAfter=2, message=Slow down"})
    assert (reply.status_code, reply.headers["retry-after"], reply.json()["message"]) == (429, "2", "Slow down")
    assert ask(callpark).status_code == 200
    with pytest.raises(requests.ConnectionError):
        ask(callpark, **{"callpark-fault": "cut"})


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("status=42", "Invalid field value: status"),
        ("satus=500", "satus"),
        ("", "does nothing"),
        ("cut, half", "cut and half"),
        ("retryAfter=2", "It needs a status"),
        ("times=2, status=500", "leave it out"),
    ],
)
def test_a_header_that_can_not_be_meant(callpark: Callpark, header: str, words: str) -> None:
    reply = ask(callpark, **{"callpark-fault": header})
    assert reply.status_code == 400
    assert words in reply.json()["message"]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({}, "does nothing"),
        ({"status": 200}, "status"),
        ({"status": 500, "cut": True}, "status and cut"),
        ({"link": "odd"}, "dropped, wrong, same"),
        ({"delay": 3600}, "delay"),
        ({"probability": 2, "status": 500}, "probability"),
        ({"status": 429, "retry_after": "a\nb"}, "retryAfter"),
    ],
)
def test_a_fault_that_can_not_be_meant(callpark: Callpark, fault: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=re.escape(words)) as caught:
        callpark.fail(**fault)
    assert caught.value.status == 400
    assert ask(callpark).status_code == 200


def test_what_prepares_a_test_meets_no_fault(callpark: Callpark) -> None:
    callpark.fail(500)
    callpark.call_park("Front desk", agents=[callpark.person("Alice Doe")])
    assert len(callpark.journal) == 0


def test_the_docs_say_what_each_fault_does() -> None:
    text = (Path(__file__).parents[2] / "docs" / "testing-your-integration.md").read_text()
    for name in (
        "retry_after",
        "cut",
        "half",
        "malformed",
        "link",
        "delay",
        "carried_out",
        "tracking_id",
        "probability",
    ):
        assert name in text
