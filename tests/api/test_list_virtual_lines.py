"""GET /telephony/config/virtualLines: across the organization."""

from typing import Any
from uuid import UUID

import pytest

from bodies import NUMBER, VIRTUAL_LINES, post_virtual_line, virtual_line_names
from callpark import ids
from cast import Organization, Server, new_organization, refusal


def test_filters(organization: Organization) -> None:
    alaska, texas = organization.location("Alaska"), organization.location("Texas")
    organization.numbers(texas, NUMBER)
    vera = post_virtual_line(organization, alaska, firstName="Véra", extension="900").json()["id"]
    otto = post_virtual_line(organization, alaska, firstName="Otto", lastName="100%", extension="1000").json()["id"]
    ada = {"firstName": "Ada", "lastName": "Far", "phoneNumber": NUMBER, "extension": None}
    assert post_virtual_line(organization, texas, **ada).ok
    assert virtual_line_names(organization) == ["Otto", "Ada", "Véra"]
    assert virtual_line_names(organization, order="fname") == ["Ada", "Otto", "Véra"]
    assert virtual_line_names(organization, order=["extension", "fname"]) == ["Véra", "Otto", "Ada"]
    assert virtual_line_names(organization, order="extension|fname") == ["Véra", "Otto", "Ada"]
    assert virtual_line_names(organization, locationId=texas) == ["Ada"]
    assert virtual_line_names(organization, locationName="Texas") == ["Ada"]
    assert len(virtual_line_names(organization, locationId=[alaska, texas])) == 3
    assert virtual_line_names(organization, id=[vera, otto]) == ["Otto", "Véra"]
    assert virtual_line_names(organization, ownerName=["VERA", "0%"]) == ["Otto", "Véra"]
    assert virtual_line_names(organization, phoneNumber="1 907 555 0101") == ["Ada"]
    assert virtual_line_names(organization, hasExtensionAssigned="False") == ["Ada"]
    assert virtual_line_names(organization, hasDnAssigned="true") == ["Ada"]
    assert virtual_line_names(organization, hasDeviceAssigned="true") == []
    assert len(virtual_line_names(organization, hasDeviceAssigned="false")) == 3


def test_pages_keep_repeated_filters(organization: Organization) -> None:
    alaska, texas = organization.location("Alaska"), organization.location("Texas")
    for place, location in enumerate((alaska, alaska, texas)):
        reply = post_virtual_line(organization, location, firstName=f"Vera {place}", extension=f"200{place}")
        assert reply.status_code == 201
    reply = organization.reader.get(VIRTUAL_LINES, params={"locationId": [alaska, texas], "max": 2})
    following = organization.reader.get(reply.links["next"]["url"])
    assert [line["firstName"] for line in following.json()["virtualLines"]] == ["Vera 2"]
    assert "next" not in following.links


@pytest.mark.parametrize(
    "query",
    [
        {"order": "name"},
        {"order": ["fname", "lname", "number", "extension"]},
        {"id": "nonsense"},
        {"locationId": ids.public_id(ids.Kind.PEOPLE, UUID(int=7))},
        {"hasDnAssigned": "yes"},
        {"start": "-1"},
    ],
)
def test_bad_queries(organization: Organization, query: dict[str, Any]) -> None:
    assert refusal(organization.reader.get(VIRTUAL_LINES, params=query))[:2] == (400, 25024)


def test_the_method_is_wrong(organization: Organization) -> None:
    reply = organization.admin.delete(VIRTUAL_LINES)
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "GET, HEAD, POST")


def test_nobody_sees_another_organization(organization: Organization, server: Server) -> None:
    other = new_organization(server)
    location = organization.location()
    line = organization.virtual_line(location, "Vera", "Line", "2001")
    assert virtual_line_names(other) == []
    assert virtual_line_names(other, locationId=location) == virtual_line_names(other, id=line) == []
    assert virtual_line_names(organization) == ["Vera"]


def test_a_location_administrator_sees_those_of_his_locations(organization: Organization) -> None:
    alaska, texas = organization.location("Alaska"), organization.location("Texas")
    organization.virtual_line(texas, "Otto", "Far", "2001")
    near = organization.virtual_line(alaska, "Vera", "Line", "2001")
    administrator = organization.location_admin(alaska)
    assert [line["id"] for line in administrator.get(VIRTUAL_LINES).json()["virtualLines"]] == [near]
    assert administrator.get(VIRTUAL_LINES, params={"locationId": texas}).json() == {"virtualLines": []}
    both = administrator.get(VIRTUAL_LINES, params={"locationId": [texas, alaska]}).json()["virtualLines"]
    assert [line["id"] for line in both] == [near]
