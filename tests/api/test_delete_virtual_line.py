"""DELETE /telephony/config/virtualLines/{id}."""

from uuid import UUID

from bodies import VIRTUAL_LINES, virtual_line_names
from cast import Organization, Server, new_organization, refusal


def test_a_deleted_line_is_gone(organization: Organization) -> None:
    location = organization.location()
    line = organization.virtual_line(location, "Vera", "Line", "2001")
    organization.virtual_line(location, "Otto", "Line", "2002")
    reply = organization.admin.delete(f"{VIRTUAL_LINES}/{line}")
    assert (reply.status_code, reply.content) == (204, b"")
    assert virtual_line_names(organization) == ["Otto"]


def test_the_method_is_wrong_or_the_caller_a_reader(organization: Organization) -> None:
    line = organization.virtual_line(organization.location(), "Vera", "Line", "2001")
    assert refusal(organization.admin.post(f"{VIRTUAL_LINES}/{line}", json={}))[0] == 405
    assert refusal(organization.reader.delete(f"{VIRTUAL_LINES}/{line}"))[0] == 403
    assert virtual_line_names(organization) == ["Vera"]


def test_nobody_deletes_what_is_not_his(organization: Organization, server: Server) -> None:
    line = organization.virtual_line(organization.location(), "Vera", "Line", "2001")
    assert refusal(new_organization(server).admin.delete(f"{VIRTUAL_LINES}/{line}"))[:2] == (404, 4008)
    for missing in ("nonsense", str(UUID(int=7))):
        assert refusal(organization.admin.delete(f"{VIRTUAL_LINES}/{missing}"))[:2] == (404, 4008)
    assert virtual_line_names(organization) == ["Vera"]


def test_a_location_administrator_deletes_those_of_his_locations(organization: Organization) -> None:
    alaska, texas = organization.location("Alaska"), organization.location("Texas")
    near = organization.virtual_line(alaska, "Vera", "Line", "2001")
    far = organization.virtual_line(texas, "Otto", "Far", "2001")
    administrator = organization.location_admin(alaska)
    assert refusal(administrator.delete(f"{VIRTUAL_LINES}/{far}"))[:2] == (404, 4008)
    assert administrator.delete(f"{VIRTUAL_LINES}/{near}").status_code == 204
