"""Available recall hunt groups: GET /telephony/config/locations/{locationId}/callParks/availableRecallHuntGroups."""

import pytest

from cast import CALLING, Organization, Server, new_organization, refusal


@pytest.fixture
def alaska(organization: Organization) -> str:
    return organization.location("Alaska")


def path(location: str) -> str:
    return f"{CALLING}/locations/{location}/callParks/availableRecallHuntGroups"


def names(organization: Organization, location: str, **params: object) -> list[str]:
    reply = organization.reader.get(path(location), params=params)
    assert reply.status_code == 200, reply.text
    return [group["name"] for group in reply.json()["huntGroups"]]


def test_all_of_the_location_used_or_not(organization: Organization, alaska: str) -> None:
    assert organization.reader.get(path(alaska)).json() == {"huntGroups": []}
    support = organization.hunt_group(alaska, "Support", "7000")
    sales = organization.hunt_group(alaska, "sales", "7001")
    organization.hunt_group(organization.location("Oregon"), "Elsewhere", "7000")
    recall = {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": support}
    organization.call_park(alaska, "Reception", recall=recall)
    found = organization.reader.get(path(alaska)).json()
    assert found == {"huntGroups": [{"id": sales, "name": "sales"}, {"id": support, "name": "Support"}]}
    # what is returned can be sent
    recall["huntGroupId"] = found["huntGroups"][0]["id"]
    organization.call_park(alaska, "Second", recall=recall)


def test_filters_orders_and_pages(organization: Organization, alaska: str) -> None:
    for number, name in enumerate(["Support", "sales 100%", "Après-vente"]):
        organization.hunt_group(alaska, name, f"700{number}")
    assert names(organization, alaska) == ["Après-vente", "sales 100%", "Support"]
    assert names(organization, alaska, order="lname") == names(organization, alaska)
    assert names(organization, alaska, name="S") == names(organization, alaska)
    assert names(organization, alaska, name="apres") == ["Après-vente"]
    assert names(organization, alaska, name="%") == ["sales 100%"]
    reply = organization.reader.get(path(alaska), params={"max": 2, "name": "s"})
    assert len(reply.json()["huntGroups"]) == 2
    following = organization.reader.get(reply.links["next"]["url"])
    assert [group["name"] for group in following.json()["huntGroups"]] == ["Support"]
    assert "next" not in following.links


@pytest.mark.parametrize(
    "params", [{"order": "fname"}, {"order": ""}, {"order": "lname|lname"}, {"max": "0"}, {"start": "-1"}]
)
def test_a_wrong_parameter_is_named(organization: Organization, alaska: str, params: dict[str, str]) -> None:
    status, _, message = refusal(organization.reader.get(path(alaska), params=params))
    assert (status, next(iter(params)) in message) == (400, True)


def test_who_may(organization: Organization, alaska: str, server: Server) -> None:
    assert organization.location_admin(alaska).get(path(alaska)).status_code == 200
    assert refusal(organization.location_admin(organization.location("Oregon")).get(path(alaska)))[0] == 403
    stranger = new_organization(server).admin
    assert refusal(stranger.get(path(alaska)))[0] == 404
    assert refusal(stranger.get(path(alaska), params={"order": "x"}))[0] == 404
    assert refusal(organization.admin.get(path(organization.plain_location("Office"))))[0] == 404


def test_wrong_method(organization: Organization, alaska: str) -> None:
    reply = organization.admin.post(path(alaska), json={})
    assert refusal(reply)[0] == 405
    assert set(reply.headers["Allow"].split(", ")) == {"GET", "HEAD"}
