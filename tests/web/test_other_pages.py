"""Locations with their call park settings, and the audit trail."""

import re

import pytest

from callpark import ids
from callpark.provisioning.access import Role
from cast import CALLING, Organization
from visitor import Visitor, problem, shown


@pytest.fixture
def office(organization: Organization) -> str:
    location = organization.location("Head office")
    organization.hunt_group(location, "Support")
    organization.plain_location("Without calling")
    return location


@pytest.fixture
def visitor(organization: Organization, office: str) -> Visitor:
    return Visitor(organization.server, organization.admin.token)


def settings(organization: Organization, location: str) -> dict[str, object]:
    found: dict[str, object] = organization.reader.get(f"{CALLING}/locations/{location}/callParks/settings").json()
    return found


def test_settings_of_a_location(visitor: Visitor, organization: Organization, office: str) -> None:
    page = visitor.get("/admin/locations")
    assert "Head office" in shown(page)
    assert "Without calling" not in shown(page)
    (path,) = re.findall(r'href="([^"]*/settings)"', page.text)
    page = visitor.get(path)
    (group,) = re.findall(r'<option value="([^"]*)" *>Support', page.text)
    changed = {"recall": "ALERT_HUNT_GROUP_ONLY", "hunt_group": group, "recall_time": "60", "ring_pattern": "LONG_LONG"}
    page = visitor.submit(page, action=path, **changed)
    assert "Head office saved" in shown(page), shown(page)
    assert settings(organization, office) == {
        "callParkRecall": {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": group, "huntGroupName": "Support"},
        "callParkSettings": {"ringPattern": "LONG_LONG", "recallTime": 60, "huntWaitTime": 45},
    }
    before = settings(organization, office)
    visitor.submit(visitor.get(path), action=path)
    assert settings(organization, office) == before, "what was not touched stays"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("recall_time", "29", "30"),
        ("recall_time", "later", "Give whole seconds from 30 to 600."),
        ("hunt_wait_time", "٣٠٠٠٠٠", "600"),
        ("recall", "ALERT_HUNT_GROUP_ONLY", "Alternate Recall User is required"),
        ("ring_pattern", "nonsense", "Choose one of the options."),
        ("hunt_group", "nonsense", "HUNT_GROUP"),
    ],
)
def test_what_can_not_be_set(
    visitor: Visitor, organization: Organization, office: str, field: str, value: str, words: str
) -> None:
    before = settings(organization, office)
    path = f"/admin/locations/{office}/settings"
    page = visitor.submit(visitor.get(path), action=path, **{field: value, "recall_time": "77"} | {field: value})
    assert page.status_code == 400
    assert words in problem(page)
    assert field == "recall_time" or 'value="77"' in page.text, "what was typed is not lost"
    assert settings(organization, office) == before


def test_who_may_only_read(organization: Organization, office: str) -> None:
    visitor = Visitor(organization.server, organization.reader.token)
    path = f"/admin/locations/{office}/settings"
    page = visitor.get(path)
    assert "The role read-only-admin may not update call park settings." in shown(page)
    assert visitor.submit(page, action=path, recall_time="60").status_code == 400
    elsewhere = organization.location("Elsewhere")
    administers = [ids.uuid_of(office, ids.Kind.LOCATION)]
    visitor = Visitor(
        organization.server, organization.server.token(organization.id, Role.LOCATION, location_ids=administers)
    )
    assert "Elsewhere" not in shown(visitor.get("/admin/locations"))
    assert visitor.get(f"/admin/locations/{elsewhere}/settings").status_code == 403
    assert visitor.get("/admin/audit").status_code == 403


def test_the_audit_trail(visitor: Visitor, organization: Organization, office: str) -> None:
    park = organization.call_park(office, "<b>Front</b> desk")
    path = f"{CALLING}/locations/{office}/callParks/{park}"
    assert organization.admin.put(path, json={"parkOnAgentsEnabled": True}).status_code == 200
    text = shown(visitor.get("/admin/audit"))
    assert "full-admin update a call park: <b>Front</b> desk" in text
    assert "park on agents no yes" in text
    assert text.index("update a call park") < text.index("create a call park"), "the newest first"
    assert "At the shell" in text, "who made the organization"
    assert "Nothing was changed before that" in shown(visitor.get("/admin/audit?page=2"))


def test_the_audit_trail_calls_things_by_their_names(visitor: Visitor, organization: Organization, office: str) -> None:
    """As long as they are there, and by their ids afterwards."""
    alice, bob = (organization.person(office, name, f"20{n}") for n, name in enumerate(("Alice Doe", "Bob Roe")))
    slot = organization.call_park_extension(office, "Slot 1", "9001")
    park = organization.call_park(office, "Front desk", agents=[alice, bob], callParkExtensions=[slot])
    path = f"{CALLING}/locations/{office}/callParks/{park}"
    assert organization.admin.put(path, json={"agents": [bob]}).status_code == 200
    text = shown(visitor.get("/admin/audit"))
    assert "agents Alice Doe, Bob Roe Bob Roe" in text
    assert "extensions – Slot 1" in text
    assert organization.admin.delete(f"/people/{alice}").status_code == 204
    assert f"agents {ids.uuid_of(alice, ids.Kind.PEOPLE)}, Bob Roe Bob Roe" in shown(visitor.get("/admin/audit"))


def test_a_deletion_is_undone_from_the_audit_trail(visitor: Visitor, organization: Organization, office: str) -> None:
    park = organization.call_park(office, "Front desk")
    path = f"{CALLING}/locations/{office}/callParks/{park}"
    before = organization.reader.get(path).json()
    assert organization.admin.delete(path).status_code == 204
    page = visitor.get("/admin/audit")
    assert page.text.count("Bring it back") == 1
    reader = Visitor(organization.server, organization.reader.token)
    assert "Bring it back" not in reader.get("/admin/audit").text, "who may only read is not offered it"
    assert "Brought back Front desk" in shown(visitor.submit(page, action="/undo/"))
    assert organization.reader.get(path).json() == before
    page = visitor.submit(page, action="/undo/")
    assert (page.status_code, "Front desk" in problem(page)) == (409, True), "its name is taken again"
