"""GET /licenses: the three kinds of calling licenses that every organization has."""

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


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.post("/licenses", json={})
    assert refusal(reply)[0] == 405
    assert reply.headers["allow"] == "GET, HEAD"


def test_a_location_administrator_sees_all_licenses(organization: Organization) -> None:
    admin = organization.location_admin(organization.location())
    assert len(admin.get("/licenses").json()["items"]) == 3


def test_nobody_sees_another_organization(server: Server, organization: Organization) -> None:
    other = new_organization(server, "Other").reader.get("/licenses").json()["items"]
    own = organization.reader.get("/licenses").json()["items"]
    assert not {item["id"] for item in own} & {item["id"] for item in other}
