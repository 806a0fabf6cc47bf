"""DELETE of a call park extension."""

import pytest

from bodies import call_park_extensions_path
from cast import CALLING, Organization, Server, new_organization, refusal


@pytest.fixture
def alaska(organization: Organization) -> str:
    return organization.location("Alaska", prefix="1234")


def names(organization: Organization) -> list[str]:
    listed = organization.reader.get(f"{CALLING}/callParkExtensions").json()["callParkExtensions"]
    return [one["name"] for one in listed]


def test_it_frees_its_extension(organization: Organization, alaska: str) -> None:
    desk = organization.call_park_extension(alaska, "Desk", "9001")
    organization.call_park_extension(alaska, "Door", "9002")
    reply = organization.admin.delete(call_park_extensions_path(alaska, desk))
    assert (reply.status_code, reply.content) == (204, b"")
    assert names(organization) == ["Door"]
    organization.call_park_extension(alaska, "Hall", "9001")


def test_wrong_method(organization: Organization, alaska: str) -> None:
    desk = organization.call_park_extension(alaska, "Desk", "9001")
    assert refusal(organization.admin.post(call_park_extensions_path(alaska, desk), json={}))[0] == 405


def test_who_may(organization: Organization, alaska: str, server: Server) -> None:
    oregon = organization.location("Oregon")
    desk = organization.call_park_extension(alaska, "Desk", "9001")
    near, far = call_park_extensions_path(alaska, desk), call_park_extensions_path(oregon, desk)
    for api, status in [
        (organization.reader, 403),
        (organization.location_admin(oregon), 403),
        (new_organization(server).admin, 404),
    ]:
        assert refusal(api.delete(near))[0] == status
    for missing in (far, call_park_extensions_path(alaska, "x")):
        assert refusal(organization.admin.delete(missing))[0] == 404
    assert names(organization) == ["Desk"]
    assert organization.location_admin(alaska).delete(near).status_code == 204
