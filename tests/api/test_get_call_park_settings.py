"""Get call park settings: GET /telephony/config/locations/{locationId}/callParks/settings."""

import pytest

from bodies import DEFAULT_SETTINGS, call_park_settings, settings_path
from cast import CALLING, Organization, Server, new_organization, refusal


@pytest.fixture
def alaska(organization: Organization) -> str:
    return organization.location("Alaska")


def test_they_do_not_outlive_calling(organization: Organization, alaska: str) -> None:
    body = {"callParkSettings": {"ringPattern": "LONG_LONG"}}
    assert organization.admin.put(settings_path(alaska), json=body).status_code == 204
    assert organization.admin.delete(f"{CALLING}/locations/{alaska}").status_code == 204
    assert refusal(organization.reader.get(settings_path(alaska)))[0] == 404
    location = organization.admin.get(f"/locations/{alaska}").json()
    enable = {key: location[key] for key in ("id", "name", "timeZone", "preferredLanguage", "address")}
    enable["announcementLanguage"] = "en_us"
    assert organization.admin.post(f"{CALLING}/locations", json=enable).status_code == 201
    assert call_park_settings(organization, alaska) == DEFAULT_SETTINGS
    assert organization.admin.delete(f"{CALLING}/locations/{alaska}").status_code == 204
    assert organization.admin.delete(f"/locations/{alaska}").status_code == 204


def test_a_call_park_of_that_name_is_another_thing(organization: Organization, alaska: str) -> None:
    park = organization.call_park(alaska, "settings")
    assert organization.reader.get(f"{CALLING}/locations/{alaska}/callParks/{park}").json()["name"] == "settings"


def test_wrong_method(organization: Organization, alaska: str) -> None:
    reply = organization.admin.delete(settings_path(alaska))
    assert refusal(reply)[0] == 405
    assert set(reply.headers["Allow"].split(", ")) == {"GET", "HEAD", "PUT"}


def test_the_defaults(organization: Organization, alaska: str) -> None:
    assert call_park_settings(organization, alaska) == DEFAULT_SETTINGS


def test_who_may(organization: Organization, alaska: str, server: Server) -> None:
    oregon = organization.location_admin(organization.location("Oregon"))
    for api, status in [(oregon, 403), (new_organization(server).admin, 404)]:
        assert refusal(api.get(settings_path(alaska)))[0] == status
    assert organization.location_admin(alaska).get(settings_path(alaska)).json() == DEFAULT_SETTINGS


def test_the_location_has_to_exist_and_to_have_calling(organization: Organization) -> None:
    for location in (organization.plain_location("Office"), "nonsense"):
        assert refusal(organization.admin.get(settings_path(location)))[0] == 404
