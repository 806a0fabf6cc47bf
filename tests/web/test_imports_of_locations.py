"""A whole location as YAML: written out, changed, and read in after a look at what would happen."""

import json
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from callpark import ids
from callpark.provisioning.access import Role
from cast import CALLING, Organization, Server
from visitor import Visitor, problem, shown

IMPORT = "/admin/call-parks/import"


@pytest.fixture
def office(organization: Organization) -> str:
    location = organization.location("Head office")
    people = [
        organization.person(location, name, f"200{number}")
        for number, name in enumerate(("Alice Doe", "Bob Roe", "Carol Poe"), 1)
    ]
    group = organization.hunt_group(location, "Support")
    slots = [organization.call_park_extension(location, f"Slot {number}", f"900{number}") for number in (1, 2)]
    recall = {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": group}
    organization.call_park(location, "Front desk", agents=people[:2], recall=recall, callParkExtensions=slots[:1])
    organization.call_park(location, "No", parkOnAgentsEnabled=True)
    return location


@pytest.fixture
def visitor(organization: Organization, office: str) -> Visitor:
    return Visitor(organization.server, organization.admin.token)


def export(visitor: Visitor, location: str) -> str:
    page = visitor.get(f"/admin/locations/{location}/call-parks.yaml")
    assert page.headers["content-type"] == "application/yaml; charset=utf-8"
    assert page.headers["content-disposition"] == 'attachment; filename="call-parks.yaml"'
    return page.content.decode()


def look(visitor: Visitor, text: str, **more: str) -> requests.Response:
    return visitor.submit(visitor.get(IMPORT), action=IMPORT, sheet=text, do="look", **more)


def whole(organization: Organization, location: str) -> dict[str, Any]:
    """All that the API says of the location's call parks, without the ids of those who are made anew."""
    base = f"{CALLING}/locations/{location}"
    parks = organization.reader.get(f"{base}/callParks").json()["callParks"]
    details = [organization.reader.get(f"{base}/callParks/{park['id']}").json() for park in parks]
    extensions = organization.reader.get(f"{CALLING}/callParkExtensions").json()["callParkExtensions"]
    return {
        "parks": [
            park | {"callParkExtensions": [one["extension"] for one in park["callParkExtensions"]]} for park in details
        ],
        "extensions": [(one["extension"], one["name"]) for one in extensions],
        "settings": organization.reader.get(f"{base}/callParks/settings").json(),
    }


def test_what_is_written_out(visitor: Visitor, office: str) -> None:
    assert yaml.safe_load(export(visitor, office)) == {
        "location": "Head office",
        "settings": {
            "recall": "ALERT_PARKING_USER_ONLY",
            "ring_pattern": "NORMAL",
            "recall_time": 45,
            "hunt_wait_time": 45,
        },
        "call_park_extensions": [{"extension": "9001", "name": "Slot 1"}, {"extension": "9002", "name": "Slot 2"}],
        "call_parks": [
            {
                "name": "Front desk",
                "recall": "ALERT_HUNT_GROUP_ONLY",
                "hunt_group": "Support",
                "park_on_agents": False,
                "extensions": ["9001"],
                "agents": [
                    {"extension": "2001", "name": "Alice Doe"},
                    {"extension": "2002", "name": "Bob Roe"},
                ],
            },
            {
                "name": "No",
                "recall": "ALERT_PARKING_USER_ONLY",
                "park_on_agents": True,
                "extensions": [],
                "agents": [],
            },
        ],
    }


def test_read_in_again_it_changes_nothing(visitor: Visitor, organization: Organization, office: str) -> None:
    for name in (
        "null",
        "~",
        "1e3",
        "007",
        "yes",
        "- a: b",
        "# c",
        "'q'",
        '"q"',
        "Überlauf \u2028 x",
        "مرحبا",
        "a: *b",
    ):
        organization.call_park(office, name)
    before = whole(organization, office)
    page = look(visitor, export(visitor, office), nothing_else="on")
    assert "This would create 0, change 0, delete 0 and leave 17 as they are." in shown(page)
    visitor.submit(page, do="import", nothing_else="on")
    assert whole(organization, office) == before


def test_another_location_is_made_like_it(visitor: Visitor, organization: Organization, office: str) -> None:
    """And with all that is not in the file deleted, whatever it was before."""
    text = export(visitor, office)
    before = whole(organization, office)
    messed = """
location: Head office
settings: {recall: ALERT_HUNT_GROUP_ONLY, hunt_group: Support, ring_pattern: LONG_LONG, recall_time: 60}
call_park_extensions:
  - {extension: 9002, name: Shelf}
  - {extension: 9003, name: Third}
call_parks:
  - {name: Back office, agents: [2002, {extension: 2003}], extensions: [9003, 9002]}
"""
    page = look(visitor, messed, nothing_else="on")
    for words in (
        "3 Settings Head office recall: ALERT_PARKING_USER_ONLY → ALERT_HUNT_GROUP_ONLY; hunt group: – → Support; "
        "ring pattern: NORMAL → LONG_LONG; recall time: 45 → 60",
        "5 Shelf call park extension 9002 Head office name: Slot 2 → Shelf",
        "6 Third call park extension 9003 Head office is created",
        "8 Back office Head office is created",
        "– Front desk Head office is deleted",
        "– No Head office is deleted",
        "– Slot 1 call park extension 9001 Head office is deleted",
        "This would create 2, change 2, delete 3 and leave 0 as they are.",
    ):
        assert words in shown(page).replace(" ;", ";"), words
    assert whole(organization, office) == before
    assert "2 created, 2 changed, 3 deleted" in shown(visitor.submit(page, do="import", nothing_else="on"))
    (park,) = whole(organization, office)["parks"]
    assert [agent["displayName"] for agent in park["agents"]] == ["Bob Roe", "Carol Poe"]
    assert park["callParkExtensions"] == ["9003", "9002"]
    visitor.submit(look(visitor, text, nothing_else="on"), do="import", nothing_else="on")
    assert whole(organization, office) == before


def test_what_is_left_out_stays(visitor: Visitor, organization: Organization, office: str) -> None:
    before = whole(organization, office)
    page = look(visitor, "location: Head office\ncall_parks:\n- name: Front desk\n  park_on_agents: true\n")
    assert "This would create 0, change 1" in shown(page)
    assert "park on agents: no → yes" in shown(page)
    visitor.submit(page, do="import")
    before["parks"][0]["parkOnAgentsEnabled"] = True
    assert whole(organization, office) == before


def test_an_order_alone_is_a_change(visitor: Visitor, organization: Organization, office: str) -> None:
    page = look(visitor, "location: Head office\ncall_parks:\n- name: Front desk\n  agents: [2002, 2001]\n")
    assert "agents: 2 → the same in another order" in shown(page)
    visitor.submit(page, do="import")
    assert [agent["firstName"] for agent in whole(organization, office)["parks"][0]["agents"]] == ["Bob", "Alice"]


def test_several_locations_in_one_file(visitor: Visitor, organization: Organization, office: str) -> None:
    organization.location("Alaska")
    park = "location: {}\ncall_parks: [name: Yard]\n"
    done = visitor.submit(look(visitor, park.format("Alaska") + "---\n" + park.format("Head office")), do="import")
    assert "2 created" in shown(done)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("location: [", "Line 2: this is no YAML"),
        ("location: Head office\ncall_parks: {}\n  x", "this is no YAML"),
        ("location: Head office\nlocation: Head office", "Line 2: location is given twice."),
        (
            "location: Head office\ncall_park: []",
            "Line 2: there is no field 'call_park'. Use some of location, settings",
        ),
        ("call_parks: []", "Line 1: say which location this is about: `location: NAME`."),
        ("location: *a", "anchors (&), aliases (*) and tags (!) are not read"),
        ("location: &a Head office", "anchors (&), aliases (*) and tags (!) are not read"),
        ("location: !!python/object:os.system x", "anchors (&), aliases (*) and tags (!) are not read"),
        ("a: " + "[" * 100_000, "nested too deeply"),
        ("location: Head office\ncall_parks: Front desk", "Line 2: call_parks needs a list, each item behind a `-`."),
        ("location: Head office", "says nothing of any location"),
        ("# nothing", "says nothing of any location"),
        ("location: Head office\ncall_parks:\n" + "- {name: x}\n" * 5001, "more than 5000 entries"),
        ("? [a]\n: b", "a field needs a name"),
    ],
    ids=range(14),
)
def test_what_can_not_be_read_at_all(visitor: Visitor, text: str, words: str) -> None:
    page = look(visitor, text if text.startswith(("location", "#", "call")) else f"# a file\n{text}")
    assert page.status_code == 400
    assert words in problem(page).replace("Line 3", "Line 2")


def test_each_entry_says_what_is_wrong(visitor: Visitor, organization: Organization, office: str) -> None:
    before = whole(organization, office)
    text = """location: Head office
settings: {recall_time: soon}
call_park_extensions:
  - {extension: 2001, name: Taken}
  - {extension: nine, name: Digits}
  - {extensoin: 9004}
call_parks:
  - {name: Good, agents: [2003]}
  - {name: Field, agnets: []}
  - {name: Maybe, park_on_agents: perhaps}
  - {name: Nobody, agents: [{name: Alice Doe}]}
  - {name: Slot, extensions: [9009]}
  - {name: Word, recall: SOMEBODY}
  - just a word
  - {name: Group, recall: ALERT_HUNT_GROUP_ONLY}
"""
    page = look(visitor, text)
    for words in (
        "2 Settings Head office Line 2: recall_time needs whole seconds.",
        "4 Taken call park extension 2001 Head office",
        "5 Digits call park extension nine Head office Invalid field value: extension. An extension is made of digits",
        "Line 6: call_park_extensions: there is no field 'extensoin'. Use some of extension, name.",
        "8 Good Head office is created",
        "9 Field Head office Line 9: call_parks: there is no field 'agnets'. Use some of name, recall,",
        "Line 10: park_on_agents is true or false.",
        "Line 11: an agent needs its extension or its id.",
        "extensions: this location has no call park extension 9009.",
        "recall: use one of ALERT_PARKING_USER_ONLY",
        "Line 14: call_parks: this needs fields: name, recall,",
        "Alternate Recall User is required",
        "11 of 12 entries can’t be carried out, so nothing was changed.",
    ):
        assert words in shown(page), words
    assert "extensoin" in unescape(page.text.partition("<textarea")[2]), "the file is not lost"
    assert whole(organization, office) == before


def test_who_may_not(organization: Organization, office: str) -> None:
    reader = Visitor(organization.server, organization.reader.token)
    text = export(reader, office)
    assert "may not create a call park." in shown(look(reader, text.replace("Front desk", "Back")))
    page = look(reader, "location: Head office\ncall_parks: [name: No]", nothing_else="on")
    assert "may not delete a call park." in shown(page)
    elsewhere = organization.location("Elsewhere")
    administers = [ids.uuid_of(elsewhere, ids.Kind.LOCATION)]
    other = Visitor(
        organization.server, organization.server.token(organization.id, Role.LOCATION, location_ids=administers)
    )
    assert other.get(f"/admin/locations/{office}/call-parks.yaml").status_code == 403
    assert "There is no such location with calling" in shown(look(other, text, nothing_else="on"))


def test_the_examples_of_the_documentation() -> None:
    """Into the organization of `callpark demo`, as somebody would who tries them."""
    page = (Path(__file__).parents[2] / "docs" / "admin-pages.md").read_text()
    examples = re.findall(r"^```(csv|yaml)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    command = [sys.executable, "-m", "callpark", "demo", "--port", "0", "--output", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as demo:
        assert demo.stdout
        told = json.loads(demo.stdout.readline())
        visitor = Visitor(Server(told["url"], ""), told["tokens"]["full-admin"])
        for language, text in examples:
            done = visitor.submit(look(visitor, text), do="import")
            assert "left out" not in shown(done)
            assert {"csv": "Imported: 2 created", "yaml": "Imported: 1 created, 2 changed"}[language] in shown(done)
        demo.terminate()
    assert len(examples) == 2
