"""GET /licenses/{id}."""

from cast import Organization, Server, new_organization, refusal


def test_a_license_is_found_by_its_id(organization: Organization) -> None:
    for item in organization.reader.get("/licenses").json()["items"]:
        assert organization.reader.get(f"/licenses/{item['id']}").json() == item
        assert organization.reader.get(f"/licenses/{item['id']}==").json() == item


def test_a_license_of_another_organization_is_unknown(server: Server, organization: Organization) -> None:
    other = new_organization(server, "Other")
    foreign = other.calling_license()
    assert foreign != organization.calling_license()
    for unknown in (foreign, organization.public_id, "nonsense", str(organization.id)):
        assert refusal(organization.reader.get(f"/licenses/{unknown}")) == (404, 90404, "There is no such license.")


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.delete(f"/licenses/{organization.calling_license()}")
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "GET, HEAD")
