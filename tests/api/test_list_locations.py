"""GET /locations."""

from cast import Organization, Server, new_organization, refusal


def names(organization: Organization, **query: str) -> list[str]:
    return [item["name"] for item in organization.reader.get("/locations", params=query).json()["items"]]


def test_with_and_without_calling(organization: Organization) -> None:
    alaska = organization.location("Alaska")
    organization.plain_location("Office")
    assert names(organization) == ["Alaska", "Office"]
    assert names(organization, name="off") == ["Office"]
    assert names(organization, id=alaska) == ["Alaska"]
    assert names(organization, max="1", start="1") == ["Office"]


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.delete("/locations")
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "GET, HEAD, POST")


def test_who_sees_which(organization: Organization, server: Server) -> None:
    alaska, other = organization.location("Alaska"), new_organization(server)
    organization.plain_location("Office")
    assert names(other) == names(other, id=alaska) == []
    (mine,) = organization.location_admin(alaska).get("/locations").json()["items"]
    assert mine["id"] == alaska


def test_a_wrong_filter_is_named(organization: Organization) -> None:
    for query in ({"id": "nonsense"}, {"max": "0"}):
        assert refusal(organization.reader.get("/locations", params=query))[:2] == (400, 25024)
