"""GET /telephony/config/locations: those with calling."""

from cast import CALLING, Organization, Server, new_organization, refusal


def names(organization: Organization, **query: str) -> list[str]:
    reply = organization.reader.get(f"{CALLING}/locations", params=query)
    return [item["name"] for item in reply.json()["locations"]]


def test_those_with_calling_only(organization: Organization) -> None:
    organization.plain_location("Office")
    organization.location("Alaska")
    organization.location("Maine")
    assert names(organization) == names(organization, order="name-asc") == ["Alaska", "Maine"]
    assert names(organization, order="name-desc") == ["Maine", "Alaska"]
    assert names(organization, name="mai") == ["Maine"]
    assert names(organization, max="1", start="1") == ["Maine"]
    assert refusal(organization.reader.get(f"{CALLING}/locations", params={"order": "name"}))[:2] == (400, 25024)


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.delete(f"{CALLING}/locations")
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "GET, HEAD, POST")


def test_who_sees_which(organization: Organization, server: Server) -> None:
    alaska, other = organization.location("Alaska"), new_organization(server)
    organization.location("Maine")
    assert names(other) == []
    (mine,) = organization.location_admin(alaska).get(f"{CALLING}/locations").json()["locations"]
    assert mine["id"] == alaska
