"""Whatever is sent: ids, orders, pages and names of all of Unicode, drawn with a fixed seed."""

import unicodedata
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from callpark import ids
from callpark.parking.model import CALL_PARK_NAME_MOST
from cast import CALLING, Organization, Server, new_organization, refusal
from every_change import ALERT

MANY = settings(
    max_examples=120, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
# What JSON can hold and PostgreSQL can store: all of Unicode but NUL and halves of surrogate pairs.
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
NAMES = st.text(CHARACTERS, max_size=CALL_PARK_NAME_MOST + 4)
SECRET = "zq9xv7"


@pytest.fixture(scope="module")
def organization(server: Server) -> Organization:
    return new_organization(server)


@pytest.fixture(scope="module")
def parks(organization: Organization) -> str:
    location = organization.location()
    for number in range(23):
        organization.virtual_line(location, f"Line {number}", "x", str(8000 + number))
    return f"{CALLING}/locations/{location}/callParks"


@MANY
@given(name=NAMES)
@example(name="\u202eRight to left \u05d0\u05d1")
@example(name="e\u0301 \u1e69 \ufb01 \U0001f468\u200d\U0001f469\u200d\U0001f467")
@example(name="a/b?c#d%2F;=&")
@example(name="\r\n\x1b[2J\x7f\ufeff")
@example(name="\U0010ffff" * CALL_PARK_NAME_MOST)
def test_a_name_is_kept_as_it_was_meant(organization: Organization, parks: str, name: str) -> None:
    """Trimmed, in NFC, found by its id and by `callParkName`; or refused for its length."""
    kept = unicodedata.normalize("NFC", name.strip())
    reply = organization.admin.post(parks, json={"name": name, "recall": ALERT})
    if not 1 <= len(kept) <= CALL_PARK_NAME_MOST:
        assert refusal(reply)[:2] == (400, 25110)
        return
    assert reply.status_code == 201, reply.text
    park = reply.json()["id"]
    assert ids.call_park_name(park) == kept
    path = f"{parks}/{park.replace('+', '%2B').replace('/', '%2F')}" if "/" in park else f"{parks}/{park}"
    assert organization.reader.get(path).json()["name"] == kept
    assert kept in [one["name"] for one in organization.reader.get(parks, params={"name": kept}).json()["callParks"]]
    free = organization.reader.get(f"{parks}/availableUsers", params={"callParkName": name})
    assert len(free.json()["agents"]) == 23
    assert organization.admin.delete(path).status_code == 204


@MANY
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_no_text_is_an_id_by_chance(organization: Organization, parks: str, text: str) -> None:
    """In a path it is not found; in a body it is refused by the name of its field, and never repeated."""
    body = {"name": "Reception", "recall": ALERT, "agents": [text + SECRET], "callParkExtensions": [text + SECRET]}
    reply = organization.admin.post(parks, json=body)
    status, _, message = refusal(reply)
    assert (status, SECRET in message) == (400, False)
    path = "".join(f"%{byte:02X}" for byte in text.encode())
    assert organization.reader.get(f"{parks}/{path}").status_code in (404, 400)


FIELDS = st.sampled_from(["fname", "lname", "number", "extension", "", "FNAME", "name", "lname "])


@MANY
@given(fields=st.lists(FIELDS, min_size=1, max_size=5))
def test_an_order_is_sorted_by_or_refused(organization: Organization, parks: str, fields: list[str]) -> None:
    reply = organization.reader.get(f"{parks}/availableUsers", params={"order": "|".join(fields)})
    known = {"fname", "lname", "number", "extension"}
    if len(fields) > 3 or set(fields) - known or len(set(fields)) < len(fields):
        assert reply.status_code in (200, 400)
        if set(fields) - known or len(fields) > 3:
            assert refusal(reply)[:2] == (400, 25024)
        return
    agents = reply.json()["agents"]
    keys = [tuple(_key(agent, field) for field in fields) for agent in agents]
    assert len(agents) == 23
    assert keys == sorted(keys)


def _key(agent: dict[str, Any], field: str) -> Any:
    numbers = agent["numbers"] or [{}]
    match field:
        case "fname":
            return agent["firstName"].casefold()
        case "lname":
            return agent["lastName"].casefold()
        case "extension":
            return int(numbers[0]["extension"])
    return numbers[0].get("external", "~")


@MANY
@given(size=st.integers(1, 40), start=st.integers(0, 40))
def test_pages_are_the_list_in_pieces(organization: Organization, parks: str, size: int, start: int) -> None:
    whole = organization.reader.get(f"{parks}/availableUsers").json()["agents"]
    reply = organization.reader.get(f"{parks}/availableUsers", params={"max": size, "start": start})
    assert reply.json()["agents"] == whole[start : start + size]
    assert ("next" in reply.links) == (start + size < len(whole))
    gathered, url = [], f"{parks}/availableUsers?max={size}"
    while url:
        reply = organization.reader.get(url)
        gathered += reply.json()["agents"]
        url = reply.links.get("next", {}).get("url", "")
    assert gathered == whole
