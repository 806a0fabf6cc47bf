"""Create a call park: POST /telephony/config/locations/{locationId}/callParks."""

import unicodedata

import pytest

from callpark import ids
from cast import CALLING, Organization, Server, new_organization, refusal
from pgbouncer import DIRECTLY_AND_POOLED

pytestmark = DIRECTLY_AND_POOLED

DOCUMENTED_ID = (
    "Y2lzY29zcGFyazovL3VzL0NBTExfUEFSSy9kR1ZqYUc1cFkyRnNJSE4xY0hCdmNuUWdMU0JwYm5OMWNtRnVZMlVnTFNCamRYTjBiMjFsY2lBeA=="
)
PARKER = {"option": "ALERT_PARKING_USER_ONLY"}


@pytest.fixture
def alaska(organization: Organization) -> str:
    return organization.location("Alaska", prefix="1234")


def parks(location: str) -> str:
    return f"{CALLING}/locations/{location}/callParks"


def test_a_whole_call_park(organization: Organization, alaska: str) -> None:
    alice = organization.person(alaska, "Alice Adams", extension="8001", number="+19075550101")
    lobby = organization.workspace(alaska, "Lobby", "8002")
    sales = organization.virtual_line(alaska, "Sales", "Line", "8003")
    support = organization.hunt_group(alaska, "Support", "7000")
    desk = organization.call_park_extension(alaska, "Desk", "9001")
    door = organization.call_park_extension(alaska, "Door", "9002")
    body = {
        "name": "technical support - insurance - customer 1",
        "recall": {"option": "ALERT_PARKING_USER_FIRST_THEN_HUNT_GROUP", "huntGroupId": support},
        "agents": [sales, alice, lobby],
        "parkOnAgentsEnabled": True,
        "callParkExtensions": [door, desk],
    }
    reply = organization.admin.post(parks(alaska), json=body)
    assert reply.status_code == 201
    # The id that the reference page documents for this name.
    assert reply.json() == {"id": DOCUMENTED_ID}
    details = organization.reader.get(f"{parks(alaska)}/{reply.json()['id']}").json()
    assert [agent["id"] for agent in details.pop("agents")] == [sales, alice, lobby]
    assert details == {
        "id": reply.json()["id"],
        "name": body["name"],
        "recall": {
            "option": "ALERT_PARKING_USER_FIRST_THEN_HUNT_GROUP",
            "huntGroupId": support,
            "huntGroupName": "Support",
        },
        "parkOnAgentsEnabled": True,
        "callParkExtensions": [
            {"id": door, "extension": "9002", "name": "Door"},
            {"id": desk, "extension": "9001", "name": "Desk"},
        ],
    }


def test_only_name_and_recall_are_needed(organization: Organization, alaska: str) -> None:
    park = organization.call_park(alaska, "Reception")
    assert organization.reader.get(f"{parks(alaska)}/{park}").json() == {
        "id": park,
        "name": "Reception",
        "recall": PARKER,
        "agents": [],
        "parkOnAgentsEnabled": False,
        "callParkExtensions": [],
    }


@pytest.mark.parametrize("nothing", ["", None])
def test_no_hunt_group_can_be_said_in_two_ways(organization: Organization, alaska: str, nothing: str | None) -> None:
    park = organization.call_park(alaska, "Reception", recall={**PARKER, "huntGroupId": nothing})
    assert organization.reader.get(f"{parks(alaska)}/{park}").json()["recall"] == PARKER


def test_unknown_names_are_ignored(organization: Organization, alaska: str) -> None:
    """As wxc-sdk 1.25 and newer send them."""
    park = organization.call_park(
        alaska, "Reception", park_on_agents_enabled=True, call_park_extensions=[{"cpe_id": 1}]
    )
    assert organization.reader.get(f"{parks(alaska)}/{park}").json()["parkOnAgentsEnabled"] is False


def test_a_repeated_agent_counts_once_where_it_stands_first(organization: Organization, alaska: str) -> None:
    first = organization.virtual_line(alaska, "First", "Line", "8001")
    second = organization.virtual_line(alaska, "Second", "Line", "8002")
    bare = str(ids.uuid_of(second, ids.Kind.VIRTUAL_LINE))
    desk = organization.call_park_extension(alaska, "Desk", "9001")
    park = organization.call_park(
        alaska, "Reception", agents=[second, first, second, bare], callParkExtensions=[desk, desk]
    )
    details = organization.reader.get(f"{parks(alaska)}/{park}").json()
    assert [agent["id"] for agent in details["agents"]] == [second, first]
    assert [one["id"] for one in details["callParkExtensions"]] == [desk]


def test_a_name_is_stored_trimmed_and_composed(organization: Organization, alaska: str) -> None:
    decomposed = unicodedata.normalize("NFD", "Café")
    park = organization.call_park(alaska, f"  {decomposed}\t")
    assert park == ids.call_park_id("Café")
    reply = organization.admin.post(parks(alaska), json={"name": "Café ", "recall": PARKER})
    assert refusal(reply)[:2] == (409, 90901)
    organization.call_park(alaska, "café")  # names are compared case-sensitively


@pytest.mark.parametrize(
    ("name", "code"),
    [("", 25110), (" \t\n ", 25110), ("x" * 81, 25110), (None, 25008), (5, 25024), (["x"], 25024)],
    ids=["empty", "blanks only", "81 characters", "null", "a number", "a list"],
)
def test_a_name_that_can_not_be(organization: Organization, alaska: str, name: object, code: int) -> None:
    status, found, message = refusal(organization.admin.post(parks(alaska), json={"name": name, "recall": PARKER}))
    assert (status, found) == (400, code)
    assert "name" in message


def test_80_characters_are_counted_as_code_points_after_trimming(organization: Organization, alaska: str) -> None:
    name = "😀" * 80
    assert organization.call_park(alaska, f" {name} ") == ids.call_park_id(name)


@pytest.mark.parametrize("name", ["???", "a/b", "東京", "x>>>?", "ÿ~~"])
def test_ids_of_names_whose_base64_has_a_slash_or_a_plus_work(
    organization: Organization, alaska: str, name: str
) -> None:
    park = organization.call_park(alaska, name)
    assert organization.reader.get(f"{parks(alaska)}/{park}").json()["name"] == name
    assert organization.reader.get(f"{parks(alaska)}/{park.rstrip('=')}").json()["name"] == name
    assert organization.admin.delete(f"{parks(alaska)}/{park}").status_code == 204


@pytest.mark.parametrize(
    ("change", "code", "named"),
    [
        ({"recall": None}, 25008, "recall"),
        ({"recall": {}}, 25008, "recall.option"),
        ({"recall": {"option": None}}, 25008, "recall.option"),
        ({"recall": {"option": "NEVER"}}, 25024, "recall.option"),
        ({"recall": {"option": "ALERT_HUNT_GROUP_ONLY"}}, 9490, "Alternate Recall User is required"),
        (
            {"recall": {"option": "ALERT_PARKING_USER_FIRST_THEN_HUNT_GROUP", "huntGroupId": ""}},
            9490,
            "Alternate Recall User is required",
        ),
        ({"recall": {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": "nonsense"}}, 25024, "recall.huntGroupId"),
        ({"agents": None}, 25024, "agents"),
        ({"agents": "x"}, 25024, "agents"),
        ({"agents": [{"id": "x"}]}, 25024, "agents[0]"),
        ({"agents": ["x"]}, 25024, "agents[0]"),
        ({"parkOnAgentsEnabled": "true"}, 25024, "parkOnAgentsEnabled"),
        ({"parkOnAgentsEnabled": 1}, 25024, "parkOnAgentsEnabled"),
        ({"callParkExtensions": [7]}, 25024, "callParkExtensions[0]"),
    ],
)
def test_a_wrong_field_is_named(
    organization: Organization, alaska: str, change: dict[str, object], code: int, named: str
) -> None:
    body = {"name": "Reception", "recall": PARKER} | change
    status, found, message = refusal(organization.admin.post(parks(alaska), json=body))
    assert (status, found) == (400, code)
    assert named in message
    assert organization.reader.get(parks(alaska)).json() == {"callParks": []}


def test_the_field_of_the_wrong_type_of_id_is_named(organization: Organization, alaska: str) -> None:
    desk = organization.call_park_extension(alaska, "Desk", "9001")
    line = organization.virtual_line(alaska, "Sales", "Line", "8001")
    body = {"name": "Reception", "recall": PARKER}
    status, _, message = refusal(organization.admin.post(parks(alaska), json=body | {"agents": [line, desk]}))
    assert (status, "agents[1]" in message, "CALL_PARK_EXTENSION" in message) == (400, True, True)
    status, _, message = refusal(organization.admin.post(parks(alaska), json=body | {"callParkExtensions": [line]}))
    assert (status, "callParkExtensions[0]" in message, "VIRTUAL_LINE" in message) == (400, True, True)


def test_an_agents_kind_has_to_be_right(organization: Organization, alaska: str) -> None:
    line = organization.virtual_line(alaska, "Sales", "Line", "8001")
    as_person = ids.public_id(ids.Kind.PEOPLE, ids.uuid_of(line, ids.Kind.VIRTUAL_LINE))
    body = {"name": "Reception", "recall": PARKER, "agents": [as_person]}
    status, code, message = refusal(organization.admin.post(parks(alaska), json=body))
    assert (status, code) == (400, 4008)
    assert as_person[:60] in message


def test_what_is_unknown_is_named(organization: Organization, alaska: str) -> None:
    nobody = ids.public_id(ids.Kind.PEOPLE, organization.id)
    nothing = ids.public_id(ids.Kind.CALL_PARK_EXTENSION, organization.id)
    no_group = ids.public_id(ids.Kind.HUNT_GROUP, organization.id)
    body = {"name": "Reception", "recall": PARKER}
    for change, code, named in [
        ({"agents": [nobody]}, 4008, "agents[0]"),
        ({"callParkExtensions": [nothing]}, 90001, "callParkExtensions[0]"),
        ({"recall": {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": no_group}}, 90001, "recall.huntGroupId"),
    ]:
        status, found, message = refusal(organization.admin.post(parks(alaska), json=body | change))
        assert (status, found, named in message) == (400, code, True), message


def test_everything_comes_from_the_own_location(organization: Organization, alaska: str) -> None:
    oregon = organization.location("Oregon")
    line = organization.virtual_line(oregon, "Sales", "Line", "8001")
    group = organization.hunt_group(oregon)
    desk = organization.call_park_extension(oregon, "Desk", "9001")
    body = {"name": "Reception", "recall": PARKER}
    for change, named in [
        ({"agents": [line]}, "agents[0]"),
        ({"callParkExtensions": [desk]}, "callParkExtensions[0]"),
        ({"recall": {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": group}}, "recall.huntGroupId"),
    ]:
        status, _, message = refusal(organization.admin.post(parks(alaska), json=body | change))
        assert (status, named in message) == (400, True), message
    assert organization.reader.get(parks(alaska)).json() == {"callParks": []}


def test_what_is_taken_is_a_conflict_and_nothing_is_kept(organization: Organization, alaska: str) -> None:
    taken, free = (organization.virtual_line(alaska, name, "Line", ext) for name, ext in [("A", "8001"), ("B", "8002")])
    desk = organization.call_park_extension(alaska, "Desk", "9001")
    door = organization.call_park_extension(alaska, "Door", "9002")
    organization.call_park(alaska, "First", agents=[taken], callParkExtensions=[desk])
    body = {"name": "Second", "recall": PARKER}
    for change, code, named in [
        ({"agents": [free, taken]}, 90904, "agents[1]"),
        ({"agents": [free], "callParkExtensions": [door, desk]}, 90905, "callParkExtensions[1]"),
        ({"name": "First", "agents": [free]}, 90901, "name"),
    ]:
        status, found, message = refusal(organization.admin.post(parks(alaska), json=body | change))
        assert (status, found, named in message, "First" in message) == (409, code, True, True), message
    listed = organization.reader.get(parks(alaska)).json()["callParks"]
    assert [park["name"] for park in listed] == ["First"]
    organization.call_park(alaska, "Second", agents=[free], callParkExtensions=[door])


def test_what_is_wrong_is_said_before_what_is_taken(organization: Organization, alaska: str) -> None:
    nobody = ids.public_id(ids.Kind.PEOPLE, organization.id)
    taken = organization.virtual_line(alaska, "Sales", "Line", "8001")
    organization.call_park(alaska, "First", agents=[taken])
    body = {"name": "First", "recall": PARKER, "agents": [taken, nobody]}
    assert refusal(organization.admin.post(parks(alaska), json=body))[:2] == (400, 4008)


def test_a_hunt_group_serves_several_call_parks(organization: Organization, alaska: str) -> None:
    recall = {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": organization.hunt_group(alaska)}
    for name in ("First", "Second"):
        park = organization.call_park(alaska, name, recall=recall)
        assert organization.reader.get(f"{parks(alaska)}/{park}").json()["recall"] == recall | {
            "huntGroupName": "Support"
        }


def test_equal_names_in_two_locations_have_equal_ids(organization: Organization, alaska: str) -> None:
    oregon = organization.location("Oregon")
    line = organization.virtual_line(oregon, "Sales", "Line", "8001")
    assert organization.call_park(alaska, "Reception") == organization.call_park(oregon, "Reception", agents=[line])
    park = ids.call_park_id("Reception")
    assert organization.reader.get(f"{parks(alaska)}/{park}").json()["agents"] == []
    assert len(organization.reader.get(f"{parks(oregon)}/{park}").json()["agents"]) == 1


def test_who_may(organization: Organization, alaska: str, server: Server) -> None:
    oregon = organization.location("Oregon")
    body = {"name": "Reception", "recall": PARKER}
    stranger = new_organization(server, "Stranger")
    assert refusal(organization.reader.post(parks(alaska), json=body))[0] == 403
    assert refusal(organization.location_admin(oregon).post(parks(alaska), json=body))[0] == 403
    assert refusal(stranger.admin.post(parks(alaska), json=body))[0] == 404
    foreign = stranger.admin.post(parks(alaska), json=body, params={"orgId": organization.public_id})
    unknown = stranger.admin.post(
        parks(alaska), json=body, params={"orgId": ids.public_id(ids.Kind.ORGANIZATION, organization.id)[:-4] + "AAAA"}
    )
    assert refusal(foreign)[0] == refusal(unknown)[0] == 403
    assert refusal(foreign)[2] == refusal(unknown)[2]
    assert organization.location_admin(alaska).post(parks(alaska), json=body).status_code == 201
    own = organization.admin.post(parks(oregon), json=body, params={"orgId": organization.public_id})
    assert own.status_code == 201


def test_the_location_has_to_exist_and_to_have_calling(organization: Organization) -> None:
    plain = organization.plain_location("Office")
    unknown = ids.public_id(ids.Kind.LOCATION, organization.id)
    body = {"name": "Reception", "recall": PARKER}
    for location in (plain, unknown, "nonsense", organization.public_id):
        assert refusal(organization.admin.post(parks(location), json=body))[0] == 404
        # what is missing is said before what is wrong
        assert refusal(organization.admin.post(parks(location), json={}))[0] == 404
        assert (
            refusal(organization.admin.post(parks(location), data="{", headers={"Content-Type": "application/json"}))[0]
            == 404
        )


def test_wrong_method(organization: Organization, alaska: str) -> None:
    reply = organization.admin.patch(parks(alaska), json={})
    assert refusal(reply)[0] == 405
    assert set(reply.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST"}
