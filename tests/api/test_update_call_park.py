"""Update a call park: PUT /telephony/config/locations/{locationId}/callParks/{callParkId}."""

import pytest

from callpark import ids
from cast import CALLING, Organization, Server, new_organization, refusal

PARKER = {"option": "ALERT_PARKING_USER_ONLY"}


@pytest.fixture
def alaska(organization: Organization) -> str:
    return organization.location("Alaska", prefix="1234")


def parks(location: str) -> str:
    return f"{CALLING}/locations/{location}/callParks"


def path(location: str, park: str) -> str:
    return f"{parks(location)}/{park}"


def lines(organization: Organization, location: str, *extensions: str) -> list[str]:
    return [organization.virtual_line(location, f"Line {one}", "x", one) for one in extensions]


def updated(organization: Organization, location: str, park: str, **change: object) -> str:
    reply = organization.admin.put(path(location, park), json=change)
    assert reply.status_code == 200, reply.text
    assert set(reply.json()) == {"id"}
    return reply.json()["id"]


def details(organization: Organization, location: str, park: str) -> dict[str, object]:
    return organization.reader.get(path(location, park)).json()


def test_every_field_changes_and_the_others_stay(organization: Organization, alaska: str) -> None:
    first, second, third = lines(organization, alaska, "8001", "8002", "8003")
    desk = organization.call_park_extension(alaska, "Desk", "9001")
    door = organization.call_park_extension(alaska, "Door", "9002")
    support = organization.hunt_group(alaska, "Support", "7000")
    park = organization.call_park(alaska, "Reception", agents=[first, second], callParkExtensions=[desk])
    expected = details(organization, alaska, park)

    def change(**given: object) -> dict[str, object]:
        assert updated(organization, alaska, park, **given) == park
        return details(organization, alaska, park)

    assert change() == expected
    recall = {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": support}
    expected["recall"] = {**recall, "huntGroupName": "Support"}
    assert change(recall=recall) == expected
    expected["parkOnAgentsEnabled"] = True
    assert change(parkOnAgentsEnabled=True) == expected
    expected["callParkExtensions"] = [
        {"id": door, "extension": "9002", "name": "Door"},
        {"id": desk, "extension": "9001", "name": "Desk"},
    ]
    assert change(callParkExtensions=[door, desk, door]) == expected
    found = change(agents=[third, first, third])
    assert [agent["id"] for agent in found.pop("agents")] == [third, first]  # type: ignore[attr-defined]
    assert found == {key: value for key, value in expected.items() if key != "agents"}
    # whoever left is free for another one
    organization.call_park(alaska, "Second", agents=[second])


def test_a_rename_changes_the_id(organization: Organization, alaska: str) -> None:
    (line,) = lines(organization, alaska, "8001")
    desk = organization.call_park_extension(alaska, "Desk", "9001")
    old = organization.call_park(alaska, "Reception", agents=[line], callParkExtensions=[desk])
    before = details(organization, alaska, old)
    new = updated(organization, alaska, old, name="  Front desk ")
    assert new == ids.call_park_id("Front desk")
    assert details(organization, alaska, new) == before | {"id": new, "name": "Front desk"}
    listed = organization.reader.get(parks(alaska), params={"name": "front"}).json()["callParks"]
    assert [one["id"] for one in listed] == [new]
    assert organization.reader.get(parks(alaska), params={"name": "reception"}).json() == {"callParks": []}
    assert len(organization.reader.get(f"{parks(alaska)}/availableUsers").json()["agents"]) == 0


def test_the_old_id_says_where_the_call_park_went(organization: Organization, alaska: str) -> None:
    old = organization.call_park(alaska, "Reception")
    between = updated(organization, alaska, old, name="Lobby")
    new = updated(organization, alaska, between, name="Front desk")
    for gone, name in [(old, "Reception"), (between, "Lobby")]:
        for reply in (
            organization.reader.get(path(alaska, gone)),
            organization.admin.put(path(alaska, gone), json={"name": "Lobby"}),
            organization.admin.delete(path(alaska, gone)),
        ):
            status, code, message = refusal(reply)
            assert (status, code) == (404, 4395)
            assert message.startswith(f"The Call Park group does not exist: {name}")
            assert "'Front desk'" in message
            assert new in message
    # in another location it never was
    oregon = organization.location("Oregon")
    assert refusal(organization.reader.get(path(oregon, old)))[2] == "The Call Park group does not exist: Reception"


def test_an_old_name_can_be_taken_and_is_forgotten_with_its_call_park(organization: Organization, alaska: str) -> None:
    nowhere = "The Call Park group does not exist: Reception"
    old = organization.call_park(alaska, "Reception")
    new = updated(organization, alaska, old, name="Front desk")
    assert organization.call_park(alaska, "Reception") == old
    assert details(organization, alaska, old)["name"] == "Reception"
    # the second one is gone, and the id meant it last
    assert organization.admin.delete(path(alaska, old)).status_code == 204
    assert refusal(organization.reader.get(path(alaska, old)))[2] == nowhere
    # there and back again
    back = updated(organization, alaska, new, name="Reception")
    assert details(organization, alaska, back)["name"] == "Reception"
    assert "'Reception'" in refusal(organization.reader.get(path(alaska, new)))[2]
    assert organization.admin.delete(path(alaska, back)).status_code == 204
    assert refusal(organization.reader.get(path(alaska, old)))[2] == nowhere
    assert "Reception" not in refusal(organization.reader.get(path(alaska, new)))[2]


def test_the_details_can_be_sent_back_unchanged(organization: Organization, alaska: str) -> None:
    alice = organization.person(alaska, "Alice Adams", extension="8001", number="+19075550101")
    lobby = organization.workspace(alaska, "Lobby", "8002")
    (sales,) = lines(organization, alaska, "8003")
    desk = organization.call_park_extension(alaska, "Desk", "9001")
    park = organization.call_park(
        alaska,
        "Reception",
        recall={"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": organization.hunt_group(alaska)},
        agents=[sales, alice, lobby],
        parkOnAgentsEnabled=True,
        callParkExtensions=[desk],
    )
    before = details(organization, alaska, park)
    assert updated(organization, alaska, park, **before) == park
    assert details(organization, alaska, park) == before
    turned = before | {"agents": before["agents"][::-1]}  # type: ignore[index]
    updated(organization, alaska, park, **turned)
    assert details(organization, alaska, park) == turned


def test_empty_lists_free_everything(organization: Organization, alaska: str) -> None:
    (line,) = lines(organization, alaska, "8001")
    desk = organization.call_park_extension(alaska, "Desk", "9001")
    park = organization.call_park(alaska, "Reception", agents=[line], callParkExtensions=[desk])
    updated(organization, alaska, park, agents=[], callParkExtensions=[])
    organization.call_park(alaska, "Second", agents=[line], callParkExtensions=[desk])


def test_a_recall_is_replaced_as_a_whole(organization: Organization, alaska: str) -> None:
    support = organization.hunt_group(alaska)
    first_then = {"option": "ALERT_PARKING_USER_FIRST_THEN_HUNT_GROUP", "huntGroupId": support}
    park = organization.call_park(alaska, "Reception", recall=first_then)
    without = {"option": "ALERT_HUNT_GROUP_ONLY"}
    assert refusal(organization.admin.put(path(alaska, park), json={"recall": without}))[:2] == (400, 9490)
    # Webex refuses this while the recall uses a hunt group; a change of the name needs no recall here
    park = updated(organization, alaska, park, name="Front desk")
    assert details(organization, alaska, park)["recall"] == first_then | {"huntGroupName": "Support"}
    updated(organization, alaska, park, recall=PARKER)
    assert details(organization, alaska, park)["recall"] == PARKER


@pytest.mark.parametrize(
    ("change", "code", "named"),
    [
        ({"name": ""}, 25110, "name"),
        ({"name": "x" * 81}, 25110, "name"),
        ({"name": None}, 25024, "name"),
        ({"recall": {}}, 25008, "recall.option"),
        ({"recall": None}, 25024, "recall"),
        ({"recall": {"option": "NEVER"}}, 25024, "recall.option"),
        ({"recall": {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": "x"}}, 25024, "recall.huntGroupId"),
        ({"agents": None}, 25024, "agents"),
        ({"agents": [7]}, 25024, "agents[0]"),
        ({"agents": ["x"]}, 25024, "agents[0]"),
        ({"agents": [{}]}, 25008, "agents[0].id"),
        ({"agents": [{"id": "x"}]}, 25024, "agents[0]"),
        ({"parkOnAgentsEnabled": "true"}, 25024, "parkOnAgentsEnabled"),
        ({"parkOnAgentsEnabled": None}, 25024, "parkOnAgentsEnabled"),
        ({"callParkExtensions": [{"id": None}]}, 25008, "callParkExtensions[0].id"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_changes(
    organization: Organization, alaska: str, change: dict[str, object], code: int, named: str
) -> None:
    park = organization.call_park(alaska, "Reception", agents=lines(organization, alaska, "8001"))
    before = details(organization, alaska, park)
    body = {"parkOnAgentsEnabled": True} | change
    status, found, message = refusal(organization.admin.put(path(alaska, park), json=body))
    assert (status, found, named in message) == (400, code, True), message
    assert details(organization, alaska, park) == before


def test_what_is_unknown_or_elsewhere_is_named(organization: Organization, alaska: str) -> None:
    park = organization.call_park(alaska, "Reception")
    oregon = organization.location("Oregon")
    (line,) = lines(organization, oregon, "8001")
    group = organization.hunt_group(oregon)
    desk = organization.call_park_extension(oregon, "Desk", "9001")
    unknown = {kind: ids.public_id(kind, organization.id) for kind in ids.Kind}
    for change, code, named in [
        ({"agents": [unknown[ids.Kind.PEOPLE]]}, 4008, "agents[0]"),
        ({"callParkExtensions": [unknown[ids.Kind.CALL_PARK_EXTENSION]]}, 90001, "callParkExtensions[0]"),
        (
            {"recall": {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": unknown[ids.Kind.HUNT_GROUP]}},
            90001,
            "recall.huntGroupId",
        ),
        ({"agents": [{"id": line}]}, 90002, "agents[0]"),
        ({"callParkExtensions": [desk]}, 90002, "callParkExtensions[0]"),
        ({"recall": {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": group}}, 90001, "recall.huntGroupId"),
    ]:
        status, found, message = refusal(organization.admin.put(path(alaska, park), json={"name": "New"} | change))
        assert (status, found, named in message) == (400, code, True), message
    as_person = ids.public_id(ids.Kind.PEOPLE, ids.uuid_of(line, ids.Kind.VIRTUAL_LINE))
    assert refusal(organization.admin.put(path(alaska, park), json={"agents": [as_person]}))[:2] == (400, 4008)
    assert details(organization, alaska, park)["name"] == "Reception"


def test_what_is_taken_is_a_conflict_and_nothing_is_kept(organization: Organization, alaska: str) -> None:
    taken, own, free = lines(organization, alaska, "8001", "8002", "8003")
    desk = organization.call_park_extension(alaska, "Desk", "9001")
    door = organization.call_park_extension(alaska, "Door", "9002")
    organization.call_park(alaska, "First", agents=[taken], callParkExtensions=[desk])
    park = organization.call_park(alaska, "Second", agents=[own], callParkExtensions=[door])
    before = details(organization, alaska, park)
    for change, code, named in [
        ({"agents": [own, free, taken]}, 90904, "agents[2]"),
        ({"agents": [free], "callParkExtensions": [door, desk]}, 90905, "callParkExtensions[1]"),
        ({"agents": [free], "name": "First"}, 90901, "name"),
    ]:
        body = {"name": "Third", "parkOnAgentsEnabled": True} | change
        status, found, message = refusal(organization.admin.put(path(alaska, park), json=body))
        assert (status, found, named in message, "First" in message) == (409, code, True, True), message
        assert details(organization, alaska, park) == before
    assert refusal(organization.reader.get(path(alaska, ids.call_park_id("Third"))))[0] == 404
    # its own name, agents and extensions are no conflict
    updated(organization, alaska, park, name="Second", agents=[free, own], callParkExtensions=[door])


def test_what_is_wrong_is_said_before_what_is_taken(organization: Organization, alaska: str) -> None:
    nobody = ids.public_id(ids.Kind.PEOPLE, organization.id)
    (taken,) = lines(organization, alaska, "8001")
    organization.call_park(alaska, "First", agents=[taken])
    park = organization.call_park(alaska, "Second")
    body = {"name": "First", "agents": [taken, nobody]}
    assert refusal(organization.admin.put(path(alaska, park), json=body))[:2] == (400, 4008)


def test_what_is_missing_is_said_before_what_is_wrong(organization: Organization, alaska: str) -> None:
    nothing = path(alaska, ids.call_park_id("Nothing"))
    no_group = {
        "option": "ALERT_HUNT_GROUP_ONLY",
        "huntGroupId": ids.public_id(ids.Kind.HUNT_GROUP, organization.id),
    }
    for body in ({}, {"name": ""}, {"agents": None}, {"recall": no_group}):
        assert refusal(organization.admin.put(nothing, json=body))[:2] == (404, 4395)
    unreadable = {"data": "{", "headers": {"Content-Type": "application/json"}}
    assert refusal(organization.admin.put(nothing, **unreadable))[:2] == (404, 4395)
    park = organization.call_park(alaska, "Reception")
    assert refusal(organization.admin.put(path(alaska, park), **unreadable))[:2] == (400, 25024)
    assert refusal(organization.admin.put(path(alaska, "nonsense"), json={}))[:2] == (404, 4395)
    plain = organization.plain_location("Office")
    assert refusal(organization.admin.put(path(plain, park), json={}))[0] == 404


def test_who_may(organization: Organization, alaska: str, server: Server) -> None:
    park = organization.call_park(alaska, "Reception")
    oregon = organization.location("Oregon")
    assert refusal(organization.reader.put(path(alaska, park), json={}))[0] == 403
    assert refusal(organization.location_admin(oregon).put(path(alaska, park), json={}))[0] == 403
    assert refusal(organization.admin.put(path(oregon, park), json={}))[0] == 404
    stranger = new_organization(server).admin
    assert refusal(stranger.put(path(alaska, park), json={}))[0] == 404
    assert refusal(stranger.put(path(alaska, park), json={}, params={"orgId": organization.public_id}))[0] == 403
    assert organization.location_admin(alaska).put(path(alaska, park), json={}).status_code == 200


def test_the_last_one_of_a_name_is_where_its_id_leads(organization: Organization, alaska: str) -> None:
    old = organization.call_park(alaska, "Reception")
    updated(organization, alaska, old, name="First")
    assert organization.call_park(alaska, "Reception") == old
    updated(organization, alaska, old, name="Second")
    assert "'Second'" in refusal(organization.reader.get(path(alaska, old)))[2]
