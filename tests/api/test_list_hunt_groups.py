"""GET /telephony/config/huntGroups: across the organization."""

from bodies import NUMBER, hunt_group_names, post_hunt_group
from cast import CALLING, Organization, Server, new_organization, refusal


def test_filters_and_pages(organization: Organization) -> None:
    alaska, texas = organization.location("Alaska"), organization.location("Texas")
    organization.numbers(texas, NUMBER)
    organization.hunt_group(alaska, "Sales 100%", "7001")
    organization.hunt_group(alaska, "support", "7002")
    assert post_hunt_group(organization, texas, name="Support", extension="7002", phoneNumber=NUMBER).status_code == 200
    assert sorted(hunt_group_names(organization)) == ["Sales 100%", "Support", "support"]
    assert hunt_group_names(organization, locationId=texas) == ["Support"]
    assert len(hunt_group_names(organization, name="UPP")) == 2
    assert hunt_group_names(organization, name="0%") == ["Sales 100%"]
    assert hunt_group_names(organization, phoneNumber="7001") == ["Sales 100%"]
    assert hunt_group_names(organization, phoneNumber=NUMBER) == ["Support"]
    reply = organization.reader.get(f"{CALLING}/huntGroups?max=1&name=sup")
    following = organization.reader.get(reply.links["next"]["url"])
    found = [one.json()["huntGroups"][0]["locationId"] for one in (reply, following)]
    assert sorted(found) == sorted([alaska, texas])
    assert "next" not in following.links


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.post(f"{CALLING}/huntGroups", json={})
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "GET, HEAD")


def test_nobody_sees_another_organization(organization: Organization, server: Server) -> None:
    other = new_organization(server)
    location = organization.location()
    organization.hunt_group(location)
    assert hunt_group_names(other) == hunt_group_names(other, locationId=location) == []
    assert hunt_group_names(organization) == ["Support"]


def test_a_location_administrator_sees_those_of_his_locations(organization: Organization) -> None:
    alaska, texas = organization.location("Alaska"), organization.location("Texas")
    organization.hunt_group(texas, "Far", "7000")
    near = organization.hunt_group(alaska, "Near", "7000")
    administrator = organization.location_admin(alaska)
    groups = administrator.get(f"{CALLING}/huntGroups").json()["huntGroups"]
    assert [group["id"] for group in groups] == [near]
    assert administrator.get(f"{CALLING}/huntGroups", params={"locationId": texas}).json() == {"huntGroups": []}
