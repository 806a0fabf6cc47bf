"""GET /organizations/{id}."""

from cast import Organization, Server, new_organization, refusal


def test_another_one_is_unknown(server: Server, organization: Organization) -> None:
    other = new_organization(server, "Other").public_id
    for unknown in (other, "nonsense"):
        assert refusal(organization.reader.get(f"/organizations/{unknown}"))[:2] == (404, 90404)


def test_the_method_is_wrong(organization: Organization) -> None:
    assert refusal(organization.admin.delete(f"/organizations/{organization.public_id}"))[0] == 405


def test_it_is_the_one_of_the_list(organization: Organization) -> None:
    (item,) = organization.reader.get("/organizations").json()["items"]
    assert organization.reader.get(f"/organizations/{organization.public_id}").json() == item
