"""Lines and hunt groups, to look at; call park extensions, to make, change and delete."""

import re
from urllib.parse import quote

import pytest

from callpark import ids
from callpark.provisioning.access import Role
from cast import CALLING, Organization
from visitor import Visitor, problem, shown

EXTENSIONS = "/admin/call-park-extensions"


@pytest.fixture
def office(organization: Organization) -> str:
    location = organization.location("Head office")
    organization.location("Alaska")
    alice = organization.person(location, "Alice Doe", "2001", number="+19075552859")
    organization.person(location, "Bob <b>Roe</b>", "2002")
    organization.workspace(location, "Lobby", "2103")
    slot = organization.call_park_extension(location, "Slot 1", "9001")
    organization.call_park_extension(location, "Slot 2", "9002")
    group = organization.hunt_group(location, "Support")
    agents = {"agents": [{"id": alice}]}
    assert organization.admin.put(f"{CALLING}/locations/{location}/huntGroups/{group}", json=agents).ok
    recall = {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": group}
    organization.call_park(location, "Front desk", agents=[alice], recall=recall, callParkExtensions=[slot])
    return location


@pytest.fixture
def visitor(organization: Organization, office: str) -> Visitor:
    return Visitor(organization.server, organization.admin.token)


@pytest.fixture
def elsewhere(organization: Organization, office: str) -> Visitor:
    """A location administrator of Alaska."""
    alaska = organization.location("Nome")
    administers = [ids.uuid_of(alaska, ids.Kind.LOCATION)]
    token = organization.server.token(organization.id, Role.LOCATION, location_ids=administers)
    return Visitor(organization.server, token)


def rows(page: object) -> list[str]:
    found = re.findall(r"<tr>(?!<th scope=.col)(.*?)</tr>", page.text.replace("\n", ""))  # type: ignore[attr-defined]
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in found if 'scope="row"' in row]


def details(organization: Organization, location: str, name: str) -> list[dict[str, str]]:
    listed = organization.reader.get(f"{CALLING}/callParkExtensions", params={"name": name}).json()
    return [one for one in listed["callParkExtensions"] if one["locationId"] == location]


def test_lines_with_their_call_parks(visitor: Visitor, office: str) -> None:
    page = visitor.get(f"/admin/lines?location={office}")
    assert rows(page) == [
        "Lobby workspace 2103 – free",
        "Bob &lt;b&gt;Roe&lt;/b&gt; person 2002 – free",
        "Alice Doe person 2001 +19075552859 Front desk",
    ]
    (link,) = re.findall(r'<a href="([^"]*)"><bdi>Front desk', page.text)
    assert visitor.get(link).status_code == 200


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("ali", ["Alice"]),
        ("o", ["Lobby", "Bob", "Alice"]),
        ("21", ["Lobby"]),
        ("+1907", ["Alice"]),
        ("1907", ["Alice"]),
        ("200", ["Bob", "Alice"]),
        ("907", []),
        ("%", []),
        ("٢٠", []),
    ],
)
def test_lines_that_are_looked_for(visitor: Visitor, office: str, search: str, found: list[str]) -> None:
    page = visitor.get(f"/admin/lines?location={office}&search={quote(search)}")
    assert [row.split()[0] for row in rows(page)] == found
    if not found:
        assert "Nothing here is like" in shown(page)


def test_the_first_location_unless_another_is_asked_for(visitor: Visitor) -> None:
    assert "This location has no line yet." in shown(visitor.get("/admin/lines")), "Alaska is the first"
    assert visitor.get("/admin/lines?location=nonsense").status_code == 404


def test_pages_of_lines(visitor: Visitor, organization: Organization, office: str) -> None:
    for number in range(50):
        organization.workspace(office, f"Room {number:02}", f"3{number:03}")
    first = visitor.get(f"/admin/lines?location={office}")
    (following,) = re.findall(r'href="([^"]*)" rel="next"', first.text)
    second = visitor.get("/admin/lines" + following.replace("&amp;", "&"))
    both = rows(first) + rows(second)
    assert (len(rows(first)), len(rows(second)), len(set(both))) == (50, 3, 53)


def test_hunt_groups_and_whose_recall_rings_them(visitor: Visitor, organization: Organization, office: str) -> None:
    page = visitor.get("/admin/hunt-groups?search=supp")
    assert [row.split()[:3] for row in rows(page)] == [["Support", "Head", "office"]]
    (link,) = re.findall(r'<a href="([^"]*)"><bdi>Support', page.text)
    text = shown(visitor.get(link))
    assert "Whose recall rings it Front desk If this hunt group is deleted, this recall rings only whoever" in text
    assert "Alice Doe person, 2001, +19075552859" in text
    idle = organization.hunt_group(office, "Idle", "7001")
    assert "No call park, and not the location’s settings." in shown(
        visitor.get(f"/admin/locations/{office}/hunt-groups/{idle}")
    )
    assert visitor.get(f"/admin/locations/{office}/hunt-groups/nonsense").status_code == 404


def test_call_park_extensions_in_one_table(visitor: Visitor, organization: Organization, office: str) -> None:
    assert rows(visitor.get(EXTENSIONS)) == ["Slot 1 9001 Head office Front desk", "Slot 2 9002 Head office none"]
    assert [row[:6] for row in rows(visitor.get(f"{EXTENSIONS}?search=9002"))] == ["Slot 2"]
    assert [row[:6] for row in rows(visitor.get(f"{EXTENSIONS}?search=front"))] == ["Slot 1"]
    assert [row[:6] for row in rows(visitor.get(f"{EXTENSIONS}?sort=call%20park"))] == ["Slot 1", "Slot 2"]
    assert rows(visitor.get(f"{EXTENSIONS}?location={organization.location('Empty')}")) == []


def test_one_is_made_changed_and_deleted(visitor: Visitor, organization: Organization, office: str) -> None:
    page = visitor.get(f"{EXTENSIONS}/new?location={office}")
    page = visitor.submit(page, action=EXTENSIONS, name=" Slot 3 ", extension="9003")
    assert "Created" in shown(page)
    (made,) = details(organization, office, "Slot 3")
    assert (made["name"], made["extension"]) == ("Slot 3", "9003")
    path = f"/admin/locations/{office}/call-park-extensions/{made['id']}"
    assert "Saved Shelf" in shown(visitor.submit(visitor.get(path), action=path, name="Shelf", extension="9004"))
    assert details(organization, office, "Shelf")[0]["extension"] == "9004"
    page = visitor.get(f"{path}/delete")
    assert "No call park has it." in shown(page)
    assert "Deleted Shelf" in shown(visitor.submit(page, action=path, sure="yes"))
    assert details(organization, office, "Shelf") == []
    assert visitor.get(path).status_code == 404


def test_before_one_is_deleted_it_says_what_loses_it(visitor: Visitor, organization: Organization, office: str) -> None:
    (slot,) = details(organization, office, "Slot 1")
    page = visitor.get(f"/admin/locations/{office}/call-park-extensions/{slot['id']}/delete")
    assert "The call park Front desk loses it." in shown(page)
    assert details(organization, office, "Slot 1") == [slot], "nothing is deleted yet"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "", "extension": "9005"}, "name cannot be less than 1 or greater than 30"),
        ({"name": "x" * 31, "extension": "9005"}, "name cannot be less than 1 or greater than 30"),
        ({"name": "Slot", "extension": "9"}, "extension cannot be less than 2 or greater than 10 digits"),
        ({"name": "Slot", "extension": "nine"}, "An extension is made of digits only."),
        ({"name": "Slot", "extension": "2001"}, "2001"),
    ],
)
def test_what_can_not_be_made(visitor: Visitor, office: str, fields: dict[str, str], words: str) -> None:
    page = visitor.get(f"{EXTENSIONS}/new?location={office}")
    page = visitor.submit(page, action=EXTENSIONS, **fields)
    assert page.status_code == 400
    assert words in problem(page)
    assert f'value="{fields["extension"]}"' in page.text, "what was typed is not lost"


def test_who_may_only_read_sees_why_not(organization: Organization, office: str) -> None:
    visitor = Visitor(organization.server, organization.reader.token)
    assert "Your token may read, not change." in shown(visitor.get(EXTENSIONS))
    (slot,) = details(organization, office, "Slot 1")
    path = f"/admin/locations/{office}/call-park-extensions/{slot['id']}"
    page = visitor.get(path)
    assert "The role read-only-admin may not update a call park extension." in shown(page)
    assert visitor.submit(page, action=path, name="Mine").status_code == 400
    assert visitor.post(f"{path}/delete", form_key=form_key(page.text), sure="yes").status_code == 403
    assert details(organization, office, "Slot 1") == [slot]


def test_a_location_administrator_sees_his_own(elsewhere: Visitor, organization: Organization, office: str) -> None:
    assert rows(elsewhere.get(EXTENSIONS)) == []
    assert rows(elsewhere.get("/admin/hunt-groups")) == []
    assert "Head office" not in shown(elsewhere.get("/admin/lines"))
    assert elsewhere.get(f"/admin/lines?location={office}").status_code == 403
    (slot,) = details(organization, office, "Slot 1")
    assert elsewhere.get(f"/admin/locations/{office}/call-park-extensions/{slot['id']}").status_code == 403


def form_key(text: str) -> str:
    return re.findall(r'name="form_key" value="([^"]*)"', text)[0]
