"""GET /organizations: one's own, and for a partner those it manages."""

from wxc_sdk.organizations import Organization as WebexOrganization

from callpark.provisioning.access import Role
from cast import Organization, Server, new_organization, refusal
from webex_client import webex_client


def test_a_partner_sees_its_customers_too(server: Server) -> None:
    partner = new_organization(server, "Partner")
    server.organization("Customer", partner.id)
    names = [item["displayName"] for item in partner.api(Role.PARTNER).get("/organizations").json()["items"]]
    assert names == ["Partner", "Customer"]
    assert len(partner.admin.get("/organizations").json()["items"]) == 1


def test_calling_data_is_told_to_who_asks_for_it(organization: Organization) -> None:
    client = webex_client(organization.reader).organizations
    (one,) = client.list(calling_data=True)
    assert one == client.details(organization.public_id, calling_data=True)
    endpoints = (one.xsi_actions_endpoint, one.xsi_events_endpoint, one.xsi_events_channel_endpoint)
    assert one.xsi_domain
    assert one.xsi_domain.endswith(".invalid")
    assert all(endpoint and endpoint.startswith(f"https://{one.xsi_domain}/") for endpoint in endpoints)
    assert refusal(organization.reader.get("/organizations", params={"callingData": "maybe"}))[0] == 400


def test_one_sees_ones_own(organization: Organization) -> None:
    (item,) = organization.reader.get("/organizations").json()["items"]
    assert set(item) == {"id", "displayName", "created"}
    assert WebexOrganization.model_validate(item).org_id == organization.public_id


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.post("/organizations", json={})
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "GET, HEAD")
