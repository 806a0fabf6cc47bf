"""Import and export of call parks as CSV: first what would happen, then all of it or nothing."""

import csv
import io
import re
from html import unescape

import pytest
import requests

from callpark import ids
from callpark.provisioning.access import Role
from cast import CALLING, Organization
from visitor import Visitor, problem, shown

FIRST = "Call Park Name,Location Name,Recall To,Hunt Group Name,Member Action,Agent1 ID,Agent2 ID\n"
IMPORT = "/admin/call-parks/import"


@pytest.fixture
def office(organization: Organization) -> str:
    location = organization.location("Head office")
    for number, name in enumerate(("Alice Doe", "Bob Roe", "Carol Poe"), 1):
        organization.person(location, name, f"200{number}")
    organization.hunt_group(location, "Support")
    return location


@pytest.fixture
def visitor(organization: Organization, office: str) -> Visitor:
    return Visitor(organization.server, organization.admin.token)


def look(visitor: Visitor, rows: str, first: str = FIRST) -> requests.Response:
    return visitor.submit(visitor.get(IMPORT), action=IMPORT, sheet=first + rows, do="look")


def agents(organization: Organization, location: str, name: str) -> list[str]:
    path = f"{CALLING}/locations/{location}/callParks/{ids.call_park_id(name)}"
    reply = organization.reader.get(path)
    return [agent["firstName"] for agent in reply.json()["agents"]] if reply.status_code == 200 else ["none"]


ROWS = (
    "Front desk,Head office,ALERT_PARKING_USER_FIRST_THEN_HUNT_GROUP,Support,,2001,2002\n"
    "Back office,Head office,,,REPLACE,2003\n"
)


def test_a_look_and_then_the_import(visitor: Visitor, organization: Organization, office: str) -> None:
    page = look(visitor, ROWS)
    assert "This would create 2, change 0, delete 0 and leave 0 as they are." in shown(page)
    assert agents(organization, office, "Front desk") == ["none"], "a look changes nothing"
    done = visitor.submit(page, action=IMPORT, do="import")
    assert "Imported: 2 created" in shown(done)
    assert agents(organization, office, "Front desk") == ["Alice", "Bob"]
    assert agents(organization, office, "Back office") == ["Carol"]
    assert "leave 2 as they are" in shown(look(visitor, ROWS))


def test_all_or_nothing_and_each_row_says_what_is_wrong(
    visitor: Visitor, organization: Organization, office: str
) -> None:
    wrong = (
        "Good,Head office,,,,2001\n"
        ",Head office,,,,\n"
        "Lost,Nowhere,,,,\n"
        "Group,Head office,ALERT_HUNT_GROUP_ONLY,,,\n"
        "Group,Head office,ALERT_HUNT_GROUP_ONLY,Sales,,\n"
        "Taken,Head office,,,,2001\n"
        "Ghost,Head office,,,,9999\n"
        "Id,Head office,,,,nonsense\n"
        "Word,Head office,SOMEBODY,,,\n"
        "Action,Head office,,,DROP,2002\n"
        "Gone,Head office,,,REMOVE,2002\n"
    )
    page = visitor.submit(visitor.get(IMPORT), action=IMPORT, sheet=FIRST + wrong, do="import")
    text = shown(page)
    assert "10 of 11 entries can’t be carried out, so nothing was changed." in text
    for words in (
        "2 Good Head office is created",
        "name cannot be less than 1 or greater than 80 characters",
        "Invalid field value: location. There is no such location with calling in this organization.",
        "Alternate Recall User is required",
        "Invalid field value: hunt group. There is no such hunt group in this location.",
        "already an agent of the call park 'Good'",
        "agent 1: no line of this location has the extension 9999.",
        "An extension of the location will do as well.",
        "recall: use one of ALERT_PARKING_USER_ONLY",
        "Member Action: use one of REPLACE, ADD, REMOVE",
        "there is no call park 'Gone' to remove agents from",
    ):
        assert words in text, words
    assert agents(organization, office, "Good") == ["none"]
    assert "Action,Head office" in unescape(page.text), "the sheet is not lost"


def test_changes_are_shown_and_agents_added_and_removed(
    visitor: Visitor, organization: Organization, office: str
) -> None:
    visitor.submit(look(visitor, ROWS.splitlines()[0]), action=IMPORT, do="import")
    page = look(visitor, "Front desk,Head office,,,ADD,2003\n")
    assert "recall: ALERT_PARKING_USER_FIRST_THEN_HUNT_GROUP → ALERT_PARKING_USER_ONLY" in shown(page)
    assert "agents: 2 → 3: + Carol Poe" in shown(page)
    visitor.submit(page, action=IMPORT, do="import")
    assert agents(organization, office, "Front desk") == ["Alice", "Bob", "Carol"]
    visitor.submit(look(visitor, "Front desk,Head office,,,REMOVE,2001\n"), action=IMPORT, do="import")
    assert agents(organization, office, "Front desk") == ["Bob", "Carol"]


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        ("", "The first line has to be: Call Park Name, Location Name"),
        ("a,b,c\n", "The first line has to be"),
        (FIRST + '"no end', "This is no CSV"),
        (FIRST + "x,y,,,\n" * 2001, "more than 2000 rows"),
    ],
    ids=["empty", "other columns", "broken", "too long"],
)
def test_what_is_no_such_sheet(visitor: Visitor, sheet: str, words: str) -> None:
    page = visitor.submit(visitor.get(IMPORT), action=IMPORT, sheet=sheet, do="look")
    assert (page.status_code, words in problem(page)) == (400, True)


def export(visitor: Visitor) -> str:
    page = visitor.get("/admin/call-parks.csv")
    assert page.headers["content-type"] == "text/csv; charset=utf-8"
    assert page.headers["content-disposition"] == 'attachment; filename="call-parks.csv"'
    return page.content.decode("utf-8-sig")


def test_what_is_exported_can_be_imported(visitor: Visitor, organization: Organization, office: str) -> None:
    names = ["=1+1", "+1", "-1", "@x", "'quoted", "'=1+1", "\uff1d1", 'a "b", c', "Überlauf"]
    for name in names:
        organization.call_park(office, name)
    visitor.submit(look(visitor, ROWS), action=IMPORT, do="import")
    text = export(visitor)
    cells = [cell for line in csv.reader(io.StringIO(text)) for cell in line]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\uff1d"))]
    assert {"'=1+1", "'+1", "'-1", "'@x", "'quoted"} <= set(cells)
    page = visitor.submit(visitor.get(IMPORT), action=IMPORT, sheet=text, do="look")
    assert f"This would create 0, change 0, delete 0 and leave {len(names) + 2} as they are." in shown(page), shown(
        page
    )


def test_who_may_only_read_exports_and_does_not_import(organization: Organization, office: str) -> None:
    visitor = Visitor(organization.server, organization.reader.token)
    assert export(visitor).startswith("Call Park Name")
    assert "may not create a call park" in shown(look(visitor, ROWS))


def test_a_location_administrator_exports_his_own(organization: Organization, office: str) -> None:
    elsewhere = organization.location("Elsewhere")
    organization.call_park(elsewhere, "Not his")
    organization.call_park(office, "His")
    administers = [ids.uuid_of(office, ids.Kind.LOCATION)]
    token = organization.server.token(organization.id, Role.LOCATION, location_ids=administers)
    visitor = Visitor(organization.server, token)
    assert "Not his" not in export(visitor)
    assert "His" in export(visitor)
    assert "There is no such location with calling" in shown(look(visitor, "Mine,Elsewhere,,,,\n"))


def test_rows_hand_agents_to_each_other_in_any_order(visitor: Visitor, organization: Organization, office: str) -> None:
    """Along a chain, whatever its direction, and in a circle."""
    visitor.submit(look(visitor, "A,Head office,,,,2001\nB,Head office,,,,2002\nC,Head office,,,,2003\n"), do="import")
    shifted = "A,Head office,,,,2002\nB,Head office,,,,2003\nC,Head office,,,,2001\n"
    page = look(visitor, shifted)
    assert "agents: 1 → 1: + Bob Roe, − Alice Doe" in shown(page)
    assert "This would create 0, change 3, delete 0" in shown(page)
    assert agents(organization, office, "A") == ["Alice"]
    visitor.submit(page, do="import")
    assert [agents(organization, office, name) for name in "ABC"] == [["Bob"], ["Carol"], ["Alice"]]
    chain = "A,Head office,,,,2003\nB,Head office,,,,\nNew,Head office,,,,2001\nC,Head office,,,,2002\n"
    visitor.submit(look(visitor, chain), do="import")
    assert [agents(organization, office, name) for name in ("A", "B", "C", "New")] == [
        ["Carol"],
        [],
        ["Bob"],
        ["Alice"],
    ]


def test_what_nobody_lets_go_of_is_still_taken(visitor: Visitor, organization: Organization, office: str) -> None:
    visitor.submit(look(visitor, "A,Head office,,,,2001\nB,Head office,,,,2002\n"), do="import")
    page = look(visitor, "A,Head office,,,,2002,2003\nB,Head office,,,,2002\n")
    assert "already an agent of the call park 'B'" in shown(page)
    assert "1 of 2 entries can’t be carried out" in shown(page)


def test_those_that_can_be_if_one_asks_for_it(visitor: Visitor, organization: Organization, office: str) -> None:
    """A row that fails takes nothing from the others: A keeps Alice, since what would have her can't be made."""
    visitor.submit(look(visitor, "A,Head office,,,,2001\nB,Head office,,,,2002\n"), do="import")
    rows = "A,Head office,,,,2002\nB,Head office,ALERT_HUNT_GROUP_ONLY,,,2001\nGood,Head office,,,,2003\n"
    page = visitor.submit(visitor.get(IMPORT), sheet=FIRST + rows, partial="on", do="look")
    assert "2 of 3 entries can’t be carried out, so nothing was changed. Without them this would create 1" in shown(
        page
    )
    assert agents(organization, office, "Good") == ["none"]
    done = visitor.submit(page, do="import")
    assert "Imported: 1 created, 0 changed, 0 deleted, 0 as they were; 2 left out." in shown(done)
    assert [agents(organization, office, name) for name in ("A", "B", "Good")] == [["Alice"], ["Bob"], ["Carol"]]
    assert "Alternate Recall User is required" in shown(done), "what was left out, and why"


def test_only_a_whole_file_can_say_what_is_not_to_be(visitor: Visitor) -> None:
    page = visitor.submit(visitor.get(IMPORT), sheet=FIRST, nothing_else="on", do="look")
    assert "a sheet is not whole" in problem(page)


def test_it_says_how_far_it_is(visitor: Visitor, organization: Organization, office: str) -> None:
    """Before it is done, and without script: the page comes piece by piece."""
    rows = "".join(f"Park {number},Head office,,,,\n" for number in range(400))
    form = {"form_key": form_key(visitor), "sheet": FIRST + rows, "do": "look"}
    headers = {"origin": visitor.server.url, "cookie": f"__Host-callpark={visitor.cookie}"}
    with requests.post(visitor.server.url + IMPORT, data=form, headers=headers, stream=True, timeout=60) as reply:
        pieces = [piece.decode() for piece in reply.iter_content(None)]
    assert "<h1>Import call parks</h1>" in pieces[0]
    steps = [int(done) for done in re.findall(r'<progress value="(\d+)" max="400">', "".join(pieces))]
    assert steps
    assert steps == sorted(steps)
    assert steps[-1] > 0, "it moves"
    assert "This would create 400" in "".join(pieces)
    assert "".join(pieces).count("</html>") == 1


def test_a_file_of_some_megabytes_but_no_more(visitor: Visitor) -> None:
    """A form is three times as large as the commas in it."""
    row = "A,Head office,,,,2001"
    assert "This would create 1" in shown(look(visitor, row + "," * 1_000_000 + "\n"))
    refused = look(visitor, row + "," * 3_000_000 + "\n")
    assert (refused.status_code, "8388608 bytes" in problem(refused)) == (413, True), problem(refused)


def form_key(visitor: Visitor) -> str:
    return re.findall(r'name="form_key" value="([^"]*)"', visitor.get(IMPORT).text)[0]
