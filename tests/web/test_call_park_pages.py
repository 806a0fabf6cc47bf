"""Call parks as an administrator sees them: the table, the form, deletion and its undo."""

import re
from html import unescape

import pytest

from callpark import ids
from callpark.provisioning.access import Role
from cast import CALLING, Organization
from visitor import Visitor, problem, shown


@pytest.fixture
def office(organization: Organization) -> str:
    """A location with two call parks, and one more elsewhere."""
    location, alaska = organization.location("Head office"), organization.location("Alaska")
    people = [organization.person(location, name, f"200{n}") for n, name in enumerate(("Alice Doe", "Bob Roe"), 1)]
    organization.workspace(location, "Lobby", "2003")
    group = organization.hunt_group(location, "Support")
    slot = organization.call_park_extension(location, "Slot 1", "9001")
    organization.call_park_extension(location, "Slot 2", "9002")
    recall = {"option": "ALERT_PARKING_USER_FIRST_THEN_HUNT_GROUP", "huntGroupId": group}
    organization.call_park(location, "Front desk", agents=people, recall=recall, callParkExtensions=[slot])
    organization.call_park(location, "Überlauf <b>&amp;")
    organization.call_park(alaska, "Yard")
    return location


@pytest.fixture
def visitor(organization: Organization, office: str) -> Visitor:
    return Visitor(organization.server, organization.admin.token)


def names(page: object) -> list[str]:
    return re.findall(r'<th scope="row"><a [^>]*><bdi>(.*?)</bdi>', page.text)  # type: ignore[attr-defined]


def one(visitor: Visitor, name: str) -> str:
    """Where a call park of the table leads."""
    page = visitor.get("/admin/call-parks")
    return re.findall(rf'<a href="([^"]*)"><bdi>{name}</bdi>', page.text)[0]


def details(organization: Organization, location: str, name: str) -> dict[str, object]:
    path = f"{CALLING}/locations/{location}/callParks/{ids.call_park_id(name)}"
    return organization.reader.get(path).json()


def test_all_locations_in_one_table(visitor: Visitor) -> None:
    page = visitor.get("/admin/call-parks")
    assert names(page) == ["Front desk", "Überlauf &lt;b&gt;&amp;amp;", "Yard"]
    assert "Front desk Head office 2 1 whoever parked it, then Support" in shown(page)
    assert "Yard Alaska 0 0 whoever parked it" in shown(page)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("search=FRONT", ["Front desk"]),
        ("search=alas", ["Yard"]),
        ("search=uberl", ["Überlauf &lt;b&gt;&amp;amp;"]),
        ("search=%25", []),
        ("sort=location", ["Yard", "Front desk", "Überlauf &lt;b&gt;&amp;amp;"]),
        ("sort=agents", ["Front desk", "Überlauf &lt;b&gt;&amp;amp;", "Yard"]),
        ("sort=nonsense&page=x", ["Front desk", "Überlauf &lt;b&gt;&amp;amp;", "Yard"]),
        ("page=2", []),
        ("page=99999999999999999999", []),
    ],
)
def test_search_and_sort(visitor: Visitor, query: str, wanted: list[str]) -> None:
    assert names(visitor.get(f"/admin/call-parks?{query}")) == wanted


def test_pages(visitor: Visitor, organization: Organization, office: str) -> None:
    for number in range(49):
        organization.call_park(office, f"Park {number:02}")
    first = visitor.get("/admin/call-parks")
    assert len(names(first)) == 50
    (following,) = re.findall(r'href="([^"]*)" rel="next"', first.text)
    assert len(names(visitor.get(f"/admin/call-parks{unescape(following)}"))) == 2


def test_a_new_one(visitor: Visitor, organization: Organization, office: str) -> None:
    page = visitor.get("/admin/call-parks/new")
    assert "Head office" in shown(page)
    location = re.findall(r'<option value="([^"]*)">Head office', page.text)[0]
    page = visitor.get(f"/admin/call-parks/new?location={location}")
    assert "Lobby workspace, 2003" in shown(page)
    assert "9001 Slot 1 in Front desk already" in shown(page)
    (add,) = re.findall(r'value="(add [^"]*Lobby[^"]*)"', page.text)
    page = visitor.submit(page, name="Reception", do=add)
    assert page.status_code == 200
    assert "1." not in shown(page)
    slot = re.findall(r'name="extension" value="([^"]*)" +> 9002', page.text)[0]
    page = visitor.submit(page, ("extension", slot), ("park_on_agents", "on"), do="save")
    assert "Created Reception" in shown(page), shown(page)
    made = details(organization, office, "Reception")
    assert [agent["displayName"] for agent in made["agents"]] == ["Lobby"]  # type: ignore[attr-defined]
    assert [one["extension"] for one in made["callParkExtensions"]] == ["9002"]  # type: ignore[attr-defined]
    assert made["parkOnAgentsEnabled"] is True


def test_what_is_wrong_is_said_and_nothing_is_lost(visitor: Visitor, office: str) -> None:
    path = f"/admin/call-parks/new?location={office}"
    page = visitor.get(path)
    (add,) = re.findall(r'value="(add [^"]*Lobby[^"]*)"', page.text)
    page = visitor.submit(page, name="Front desk", do=add)
    page = visitor.submit(page, do="save")
    assert page.status_code == 400
    assert problem(page) == "name: a call park named 'Front desk' exists already. Choose another name."
    assert 'value="Front desk"' in page.text
    assert "Lobby workspace" in shown(page)
    page = visitor.submit(page, name="New", recall="ALERT_HUNT_GROUP_ONLY", do="save")
    assert problem(page).startswith("Alternate Recall User is required")
    page = visitor.submit(page, recall="nonsense", do="save")
    assert problem(page) == "Choose one of the recall options."
    page = visitor.submit(page, ("agent", "nonsense Alice"), recall="ALERT_PARKING_USER_ONLY", do="save")
    assert problem(page).startswith("Invalid field value: agents.")


def test_order_and_removal_of_agents(visitor: Visitor, organization: Organization, office: str) -> None:
    path = one(visitor, "Front desk")
    page = visitor.get(path)
    alice, bob = re.findall(r'name="agent" value="(\S+) ', page.text)
    page = visitor.submit(page, action=path, do=f"up {bob}")
    assert re.findall(r'name="agent" value="(\S+) ', page.text) == [bob, alice]
    page = visitor.submit(page, action=path, do=f"up {bob}")
    page = visitor.submit(page, action=path, do="save")
    assert "Saved Front desk" in shown(page)
    made = details(organization, office, "Front desk")
    assert [agent["firstName"] for agent in made["agents"]] == ["Bob", "Alice"]  # type: ignore[attr-defined]
    assert made["recall"]["huntGroupName"] == "Support"  # type: ignore[index]
    page = visitor.submit(visitor.get(path), action=path, do=f"remove {bob}")
    visitor.submit(page, action=path, do="save")
    made = details(organization, office, "Front desk")
    assert [agent["firstName"] for agent in made["agents"]] == ["Alice"]  # type: ignore[attr-defined]


def test_who_can_not_be_added_and_why(visitor: Visitor, office: str) -> None:
    page = visitor.get(f"/admin/call-parks/new?location={office}")
    page = visitor.submit(page, search="alice", do="search")
    assert "Alice Doe person, 2001 in Front desk already" in shown(page)
    (link,) = re.findall(r'in <a href="([^"]*)"><bdi>Front desk', page.text)
    assert visitor.get(link).status_code == 200
    page = visitor.submit(page, search="nobody at all", do="search")
    assert "No line here is like “ nobody at all ”" in shown(page)


def test_a_rename_tells_of_both_ids(visitor: Visitor, organization: Organization, office: str) -> None:
    path = one(visitor, "Front desk")
    page = visitor.submit(visitor.get(path), action=path, name="Reception", do="search")
    assert ids.call_park_id("Front desk") in page.text
    assert ids.call_park_id("Reception") in page.text
    assert "Saved Reception" in shown(visitor.submit(page, action=path, do="save"))
    page = visitor.get(path)
    assert page.status_code == 404
    assert "It was renamed: it is called 'Reception' now" in problem(page)


def test_a_deletion_is_undone(visitor: Visitor, organization: Organization, office: str) -> None:
    before = details(organization, office, "Front desk")
    path = one(visitor, "Front desk")
    page = visitor.get(f"{path}/delete")
    assert "2 agents: Alice Doe , Bob Roe" in shown(page)
    assert "1 call park extension: 9001" in shown(page)
    page = visitor.submit(page, action=path, sure="yes")
    assert "Deleted Front desk" in shown(page)
    assert "Front desk" not in names(page)
    undone = visitor.submit(page, action="/undo/")
    assert "Brought back Front desk" in shown(undone)
    assert details(organization, office, "Front desk") == before
    again = visitor.submit(page, action="/undo/")
    assert (again.status_code, "exists already" in problem(again)) == (409, True)


def test_an_undo_that_is_not_possible_says_why(visitor: Visitor, organization: Organization, office: str) -> None:
    path = one(visitor, "Front desk")
    page = visitor.submit(visitor.get(f"{path}/delete"), action=path, sure="yes")
    (agents,) = [organization.reader.get(f"{CALLING}/locations/{office}/callParks/availableUsers").json()["agents"]]
    alice = next(agent["id"] for agent in agents if agent["firstName"] == "Alice")
    organization.call_park(office, "Elsewhere", agents=[alice])
    undone = visitor.submit(page, action="/undo/")
    assert undone.status_code == 409
    assert "already an agent of the call park 'Elsewhere'" in problem(undone)
    assert details(organization, office, "Front desk")["errorCode"] == 4395, "all of it or nothing"


def test_after_ten_minutes_it_is_too_late(visitor: Visitor, organization: Organization, office: str) -> None:
    path = one(visitor, "Front desk")
    page = visitor.submit(visitor.get(f"{path}/delete"), action=path, sure="yes")
    organization.server.execute(
        "UPDATE changes SET created = created - interval '11 minutes' WHERE organization_id = $1", organization.id
    )
    undone = visitor.submit(page, action="/undo/")
    assert (undone.status_code, problem(undone)[:46]) == (409, "A deleted call park can be brought back for 10")


def test_who_may_only_read_sees_and_is_told(organization: Organization, office: str) -> None:
    visitor = Visitor(organization.server, organization.reader.token)
    page = visitor.get("/admin/call-parks")
    assert "New call park" not in shown(page)
    assert "Your token may read, not change." in shown(page)
    path = one(visitor, "Front desk")
    page = visitor.get(path)
    assert "The role read-only-admin may not update a call park." in shown(page)
    assert "<fieldset disabled" in page.text
    refused = visitor.submit(page, action=path, do="save", name="Mine")
    assert (refused.status_code, problem(refused)) == (400, "The role read-only-admin may not update a call park.")
    page = visitor.get(f"{path}/delete")
    assert "may not delete a call park" in shown(page)
    key = page.text.partition('name="form_key" value="')[2].partition('"')[0]
    assert visitor.post(f"{path}/delete", form_key=key, sure="yes").status_code == 403


def test_a_location_administrator_sees_his_locations(organization: Organization, office: str) -> None:
    token = organization.server.token(
        organization.id, Role.LOCATION, location_ids=[ids.uuid_of(office, ids.Kind.LOCATION)]
    )
    visitor = Visitor(organization.server, token)
    assert names(visitor.get("/admin/call-parks")) == ["Front desk", "Überlauf &lt;b&gt;&amp;amp;"]
    assert "Alaska" not in shown(visitor.get("/admin/call-parks/new"))
    alaska = next(
        one["id"]
        for one in organization.reader.get(f"{CALLING}/locations").json()["locations"]
        if one["name"] == "Alaska"
    )
    yard = f"/admin/locations/{alaska}/call-parks/{ids.call_park_id('Yard')}"
    assert visitor.get(yard).status_code == 403
    assert visitor.get(f"/admin/call-parks/new?location={alaska}").status_code == 403


def test_another_organization_sees_nothing(organization: Organization, visitor: Visitor) -> None:
    path = one(visitor, "Front desk")
    other = organization.server.organization("Other")
    stranger = Visitor(organization.server, organization.server.token(other, Role.FULL))
    assert names(stranger.get("/admin/call-parks")) == []
    assert "There is no call park yet" in shown(stranger.get("/admin/call-parks"))
    assert stranger.get(path).status_code == 404


def test_a_recall_is_told_in_words(visitor: Visitor, organization: Organization, office: str) -> None:
    settings = {"callParkSettings": {"ringPattern": "NORMAL", "recallTime": 60, "huntWaitTime": 30}}
    settings["callParkRecall"] = {"option": "ALERT_PARKING_USER_ONLY"}
    assert organization.admin.put(f"{CALLING}/locations/{office}/callParks/settings", json=settings).status_code == 204
    page = visitor.get(one(visitor, "Front desk"))
    said = re.findall(r'<div data-recall="(\w+)" (hidden)?>(.*?)</div>', page.text, re.DOTALL)
    ((option, text),) = [(option, text) for option, hidden, text in said if not hidden]
    assert option == "ALERT_PARKING_USER_FIRST_THEN_HUNT_GROUP"
    text = re.sub(r"\s+", " ", re.sub("<[^>]+>", "", text))
    assert (
        "After 60 s the phone of whoever parked it, say Alice Doe, rings; if nobody answers within 30 s, Support rings."
        in text
    )
    assert "0 s parked" in text
    assert "90 s Support rings" in text


def test_what_is_beyond_the_lists_is_not_lost(visitor: Visitor, organization: Organization, office: str) -> None:
    before = details(organization, office, "Front desk")
    path = one(visitor, "Front desk")
    visitor.submit(visitor.get(path), action=path, do="save")
    assert details(organization, office, "Front desk") == before


@pytest.mark.parametrize("query", ["search=%00", "search=%FF", "page=" + "9" * 5000, "sort=%00", "location=%00"])
def test_nonsense_in_a_query(visitor: Visitor, query: str) -> None:
    assert visitor.get(f"/admin/call-parks?{query}").status_code == 200
    assert visitor.get(f"/admin/call-parks/new?{query}").status_code in (200, 400)


def test_two_who_edit_one_at_once(visitor: Visitor, organization: Organization, office: str) -> None:
    """The second is told before anything of the first is lost, and can have it his way then."""
    path = one(visitor, "Front desk")
    first, second = visitor.get(path), visitor.get(path)
    assert "Saved" in shown(visitor.submit(first, action=path, park_on_agents="on", do="save"))
    page = visitor.submit(second, action=path, name="Reception", do="save")
    assert page.status_code == 400
    assert "Somebody else changed this call park while you edited it" in problem(page)
    assert details(organization, office, "Front desk")["parkOnAgentsEnabled"] is True
    assert 'value="Reception"' in page.text, "what was typed is not lost"
    assert "Saved Reception" in shown(visitor.submit(page, action=path, do="save"))
    assert details(organization, office, "Reception")["parkOnAgentsEnabled"] is False


def test_of_one_location_only(visitor: Visitor, office: str) -> None:
    assert names(visitor.get(f"/admin/call-parks?location={office}")) == ["Front desk", "Überlauf &lt;b&gt;&amp;amp;"]
    assert names(visitor.get(f"/admin/call-parks?location={office}&search=yard")) == []
    assert visitor.get("/admin/call-parks?location=nonsense").status_code == 404


@pytest.mark.parametrize("search", ["2003", "200"])
def test_agents_are_found_by_their_extension(visitor: Visitor, office: str, search: str) -> None:
    page = visitor.submit(visitor.get(f"/admin/call-parks/new?location={office}"), search=search, do="search")
    assert "Lobby workspace, 2003 Add" in shown(page)
    assert ("Alice Doe person, 2001 in Front desk already" in shown(page)) == (search == "200")
