"""DELETE of a hunt group: the recalls that named it are reset."""

import asyncio
from uuid import uuid4

from requests import Response

from bodies import hunt_group_names, hunt_groups_path
from callpark.provisioning.access import Role
from cast import CALLING, Organization, Server, new_organization, refusal


def test_recalls_outlive_their_hunt_group(organization: Organization) -> None:
    location = organization.location()
    support, sales = (
        organization.hunt_group(location, "Support", "7000"),
        organization.hunt_group(location, "Sales", "7001"),
    )
    parks = f"{CALLING}/locations/{location}/callParks"
    recalls = {
        "One": {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": support},
        "Two": {"option": "ALERT_PARKING_USER_FIRST_THEN_HUNT_GROUP", "huntGroupId": support},
        "Three": {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": sales},
    }
    made = {name: organization.call_park(location, name, recall=recall) for name, recall in recalls.items()}

    def recall(name: str) -> dict[str, str]:
        return organization.reader.get(f"{parks}/{made[name]}").json()["recall"]

    assert recall("One") == recalls["One"] | {"huntGroupName": "Support"}
    assert organization.admin.delete(hunt_groups_path(location, support)).status_code == 204
    assert recall("One") == recall("Two") == {"option": "ALERT_PARKING_USER_ONLY"}
    assert recall("Three") == recalls["Three"] | {"huntGroupName": "Sales"}
    late = {"name": "Late", "recall": recalls["One"]}
    assert refusal(organization.admin.post(parks, json=late))[:2] == (400, 90001)


def test_a_call_park_that_names_a_hunt_group_while_it_is_deleted(organization: Organization) -> None:
    """It is either reset or refused: never does a recall name a hunt group that is not there, never is there a bug."""
    location = organization.location()
    parks = f"{CALLING}/locations/{location}/callParks"

    deleter = organization.api(Role.FULL)

    async def both(n: int) -> tuple[Response, Response]:
        group = organization.hunt_group(location, f"Group {n}", f"7{n:03}")
        recall = {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": group}
        created = asyncio.to_thread(organization.admin.post, parks, json={"name": f"Park {n}", "recall": recall})
        deleted = asyncio.to_thread(deleter.delete, hunt_groups_path(location, group))
        return await asyncio.gather(created, deleted)

    for n in range(20):
        created, deleted = asyncio.run(both(n))
        assert deleted.status_code == 204
        assert created.status_code in (201, 400), created.text
        if created.status_code == 201:
            details = organization.reader.get(f"{parks}/{created.json()['id']}").json()
            assert details["recall"] == {"option": "ALERT_PARKING_USER_ONLY"}


def test_the_method_is_wrong_or_the_caller_a_reader(organization: Organization) -> None:
    location = organization.location()
    group = organization.hunt_group(location)
    assert refusal(organization.admin.delete(hunt_groups_path(location)))[0] == 405
    assert refusal(organization.reader.delete(hunt_groups_path(location, group)))[0] == 403
    assert hunt_group_names(organization) == ["Support"]


def test_nobody_deletes_what_is_not_his(organization: Organization, server: Server) -> None:
    other = new_organization(server)
    location, texas = organization.location("Alaska"), organization.location("Texas")
    group = organization.hunt_group(location)
    assert refusal(other.admin.delete(hunt_groups_path(location, group)))[0] == 404
    assert refusal(other.admin.delete(hunt_groups_path(other.location(), group)))[0] == 404
    for place, missing in ((texas, group), (location, "nonsense"), (location, str(uuid4()))):
        assert refusal(organization.admin.delete(hunt_groups_path(place, missing)))[0] == 404
    assert hunt_group_names(organization) == ["Support"]


def test_a_location_administrator_deletes_those_of_his_locations(organization: Organization) -> None:
    alaska, texas = organization.location("Alaska"), organization.location("Texas")
    near, far = organization.hunt_group(alaska), organization.hunt_group(texas)
    administrator = organization.location_admin(alaska)
    assert refusal(administrator.delete(hunt_groups_path(texas, far)))[0] == 403
    assert administrator.delete(hunt_groups_path(alaska, near)).status_code == 204
