"""Delete a call park: DELETE /telephony/config/locations/{locationId}/callParks/{callParkId}."""

import pytest

from cast import CALLING, Organization, Server, new_organization, refusal


@pytest.fixture
def alaska(organization: Organization) -> str:
    return organization.location("Alaska")


def path(location: str, park: str) -> str:
    return f"{CALLING}/locations/{location}/callParks/{park}"


def test_it_frees_its_agents_and_extensions(organization: Organization, alaska: str) -> None:
    line = organization.virtual_line(alaska, "Sales", "Line", "8001")
    desk = organization.call_park_extension(alaska, "Desk", "9001")
    park = organization.call_park(alaska, "Reception", agents=[line], callParkExtensions=[desk])
    reply = organization.admin.delete(path(alaska, park))
    assert (reply.status_code, reply.content, "Content-Type" in reply.headers) == (204, b"", False)
    organization.call_park(alaska, "Reception", agents=[line], callParkExtensions=[desk])


def test_twice(organization: Organization, alaska: str) -> None:
    park = organization.call_park(alaska, "Reception")
    assert organization.admin.delete(path(alaska, park)).status_code == 204
    assert refusal(organization.admin.delete(path(alaska, park)))[:2] == (404, 4395)


def test_only_the_one_in_this_location(organization: Organization, alaska: str) -> None:
    oregon = organization.location("Oregon")
    park = organization.call_park(alaska, "Reception")
    organization.call_park(oregon, "Reception")
    assert organization.admin.delete(path(oregon, park)).status_code == 204
    assert organization.reader.get(path(alaska, park)).status_code == 200


def test_who_may(organization: Organization, alaska: str, server: Server) -> None:
    park = organization.call_park(alaska, "Reception")
    assert refusal(organization.reader.delete(path(alaska, park)))[0] == 403
    assert refusal(organization.location_admin(organization.location("Oregon")).delete(path(alaska, park)))[0] == 403
    assert refusal(new_organization(server).admin.delete(path(alaska, park)))[0] == 404
    assert organization.location_admin(alaska).delete(path(alaska, park)).status_code == 204
