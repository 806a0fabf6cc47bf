"""GET of a call park extension."""

import pytest

from bodies import call_park_extensions_path
from callpark import ids
from cast import Organization, Server, new_organization, refusal


@pytest.fixture
def alaska(organization: Organization) -> str:
    return organization.location("Alaska", prefix="1234")


def test_found_by_either_form_of_its_id(organization: Organization, alaska: str) -> None:
    desk = organization.call_park_extension(alaska, "Desk", "9001")
    for one in (desk, str(ids.uuid_of(desk, ids.Kind.CALL_PARK_EXTENSION))):
        details = organization.reader.get(call_park_extensions_path(alaska, one)).json()
        assert details == {"extension": "9001", "name": "Desk", "routingPrefix": "1234", "esn": "12349001"}


def test_wrong_method(organization: Organization, alaska: str) -> None:
    desk = organization.call_park_extension(alaska, "Desk", "9001")
    reply = organization.admin.patch(call_park_extensions_path(alaska, desk), json={})
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "DELETE, GET, HEAD, PUT")


def test_who_may(organization: Organization, alaska: str, server: Server) -> None:
    oregon = organization.location("Oregon")
    desk = organization.call_park_extension(alaska, "Desk", "9001")
    for api, status in [(organization.location_admin(oregon), 403), (new_organization(server).admin, 404)]:
        assert refusal(api.get(call_park_extensions_path(alaska, desk)))[0] == status
    assert refusal(organization.admin.get(call_park_extensions_path(oregon, desk)))[0] == 404
    for unknown in ("x", ids.public_id(ids.Kind.PEOPLE, organization.id), str(organization.id)):
        assert refusal(organization.admin.get(call_park_extensions_path(alaska, unknown)))[0] == 404
