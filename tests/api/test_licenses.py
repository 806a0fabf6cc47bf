"""Licenses: the three kinds of calling licenses that every organization has."""

from wxc_sdk.licenses import License

from cast import Organization, Server, new_organization, refusal


def test_an_organization_has_three_calling_licenses(organization: Organization) -> None:
    items = organization.reader.get("/licenses").json()["items"]
    assert [item["name"] for item in items] == [
        "Webex Calling - Professional",
        "Webex Calling - Basic",
        "Webex Calling - Workspaces",
    ]
    licenses = [License.model_validate(item) for item in items]
    assert all(license.webex_calling for license in licenses)
    assert licenses[0].lic_type == "BCSTD"
    assert {license.consumed_units for license in licenses} == {0}


def test_a_license_is_found_by_its_id(organization: Organization) -> None:
    for item in organization.reader.get("/licenses").json()["items"]:
        assert organization.reader.get(f"/licenses/{item['id']}").json() == item
        assert organization.reader.get(f"/licenses/{item['id']}==").json() == item


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.post("/licenses", json={})
    assert refusal(reply)[0] == 405
    assert reply.headers["allow"] == "GET, HEAD"


def test_a_license_of_another_organization_is_unknown(server: Server, organization: Organization) -> None:
    other = new_organization(server, "Other")
    foreign = other.calling_license()
    assert foreign != organization.calling_license()
    for unknown in (foreign, organization.public_id, "nonsense", str(organization.id)):
        assert refusal(organization.reader.get(f"/licenses/{unknown}")) == (404, 90404, "There is no such license.")


def test_a_location_administrator_sees_all_licenses(organization: Organization) -> None:
    admin = organization.location_admin(organization.location())
    assert len(admin.get("/licenses").json()["items"]) == 3
