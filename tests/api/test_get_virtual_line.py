"""GET /telephony/config/virtualLines/{id}."""

from uuid import UUID

from bodies import VIRTUAL_LINES
from callpark import ids
from cast import Organization, Server, new_organization, refusal


def test_found_by_either_form_of_its_id(organization: Organization) -> None:
    line = organization.virtual_line(organization.location(), "Vera", "Line", "2001")
    details = organization.reader.get(f"{VIRTUAL_LINES}/{line}").json()
    assert (details["id"], details["firstName"], details["number"]["extension"]) == (line, "Vera", "2001")
    uuid = ids.uuid_of(line, ids.Kind.VIRTUAL_LINE)
    assert organization.reader.get(f"{VIRTUAL_LINES}/{uuid}").json() == details


def test_the_method_is_wrong(organization: Organization) -> None:
    line = organization.virtual_line(organization.location(), "Vera", "Line", "2001")
    reply = organization.admin.patch(f"{VIRTUAL_LINES}/{line}", json={})
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "DELETE, GET, HEAD, PUT")


def test_missing_lines_are_said_to_be_missing(organization: Organization, server: Server) -> None:
    location = organization.location()
    line = organization.virtual_line(location, "Vera", "Line", "2001")
    person = ids.public_id(ids.Kind.PEOPLE, ids.uuid_of(line, ids.Kind.VIRTUAL_LINE))
    for wrong in ("nonsense", location, person, str(UUID(int=7))):
        assert refusal(organization.reader.get(f"{VIRTUAL_LINES}/{wrong}"))[:2] == (404, 4008)
    assert refusal(new_organization(server).reader.get(f"{VIRTUAL_LINES}/{line}"))[:2] == (404, 4008)


def test_a_location_administrator_reads_those_of_his_locations(organization: Organization) -> None:
    alaska, texas = organization.location("Alaska"), organization.location("Texas")
    near = organization.virtual_line(alaska, "Vera", "Line", "2001")
    far = organization.virtual_line(texas, "Otto", "Far", "2001")
    administrator = organization.location_admin(alaska)
    assert administrator.get(f"{VIRTUAL_LINES}/{near}").status_code == 200
    assert refusal(administrator.get(f"{VIRTUAL_LINES}/{far}"))[:2] == (404, 4008)
