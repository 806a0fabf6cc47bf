"""Update call park settings: PUT /telephony/config/locations/{locationId}/callParks/settings."""

import pytest

from bodies import DEFAULT_SETTINGS, call_park_settings, settings_path
from callpark import ids
from cast import CALLING, Organization, Server, new_organization, refusal


@pytest.fixture
def alaska(organization: Organization) -> str:
    return organization.location("Alaska")


def test_changed_and_shown(organization: Organization, alaska: str) -> None:
    support = organization.hunt_group(alaska)
    recall = {"option": "ALERT_PARKING_USER_FIRST_THEN_HUNT_GROUP", "huntGroupId": support}
    changed = {
        "callParkRecall": recall | {"huntGroupName": "Support"},
        "callParkSettings": {"ringPattern": "LONG_LONG", "recallTime": 30, "huntWaitTime": 600},
    }
    assert organization.admin.put(settings_path(alaska), json=changed).status_code == 204
    assert call_park_settings(organization, alaska) == changed
    # what is left out stays, on both levels
    body = {"callParkSettings": {"ringPattern": "SHORT_LONG_SHORT", "recallTime": 120}}
    assert organization.admin.put(settings_path(alaska), json=body).status_code == 204
    changed["callParkSettings"] = {"ringPattern": "SHORT_LONG_SHORT", "recallTime": 120, "huntWaitTime": 600}
    assert call_park_settings(organization, alaska) == changed
    body = {"callParkRecall": {"option": "ALERT_PARKING_USER_ONLY", "huntGroupId": ""}}
    assert organization.admin.put(settings_path(alaska), json=body).status_code == 204
    changed["callParkRecall"] = {"option": "ALERT_PARKING_USER_ONLY"}
    assert call_park_settings(organization, alaska) == changed
    assert call_park_settings(organization, organization.location("Oregon")) == DEFAULT_SETTINGS


@pytest.mark.parametrize(
    ("body", "code", "named"),
    [
        ({"callParkSettings": {}}, 25024, "callParkSettings.ringPattern"),
        ({"callParkSettings": {"recallTime": 60}}, 25024, "callParkSettings.ringPattern"),
        ({"callParkSettings": {"ringPattern": None}}, 25024, "callParkSettings.ringPattern"),
        ({"callParkSettings": {"ringPattern": "LOUD"}}, 25024, "SHORT_SHORT_LONG"),
        ({"callParkSettings": {"ringPattern": "NORMAL", "recallTime": 29}}, 25024, "callParkSettings.recallTime"),
        ({"callParkSettings": {"ringPattern": "NORMAL", "recallTime": 601}}, 25024, "callParkSettings.recallTime"),
        ({"callParkSettings": {"ringPattern": "NORMAL", "recallTime": 10**19}}, 25024, "callParkSettings.recallTime"),
        ({"callParkSettings": {"ringPattern": "NORMAL", "huntWaitTime": 29}}, 25024, "callParkSettings.huntWaitTime"),
        ({"callParkSettings": {"ringPattern": "NORMAL", "huntWaitTime": 45.5}}, 25024, "callParkSettings.huntWaitTime"),
        ({"callParkSettings": {"ringPattern": "NORMAL", "huntWaitTime": "45"}}, 25024, "callParkSettings.huntWaitTime"),
        ({"callParkSettings": {"ringPattern": "NORMAL", "huntWaitTime": True}}, 25024, "callParkSettings.huntWaitTime"),
        ({"callParkSettings": None}, 25024, "callParkSettings"),
        ({"callParkRecall": None}, 25024, "callParkRecall"),
        ({"callParkRecall": {}}, 25008, "callParkRecall.option"),
        ({"callParkRecall": {"option": "NEVER"}}, 25024, "callParkRecall.option"),
        ({"callParkRecall": {"option": "ALERT_HUNT_GROUP_ONLY"}}, 9490, "Alternate Recall User is required"),
        (
            {"callParkRecall": {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": "x"}},
            25024,
            "callParkRecall.huntGroupId",
        ),
    ],
)
def test_a_wrong_field_is_named_and_nothing_changes(
    organization: Organization, alaska: str, body: dict[str, object], code: int, named: str
) -> None:
    status, found, message = refusal(organization.admin.put(settings_path(alaska), json=body))
    assert (status, found, named in message) == (400, code, True), message
    assert call_park_settings(organization, alaska) == DEFAULT_SETTINGS


def test_the_hunt_group_is_one_of_the_location(organization: Organization, alaska: str) -> None:
    elsewhere = organization.hunt_group(organization.location("Oregon"))
    for group in (elsewhere, ids.public_id(ids.Kind.HUNT_GROUP, organization.id)):
        body = {
            "callParkRecall": {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": group},
            "callParkSettings": {"ringPattern": "LONG_LONG"},
        }
        status, code, message = refusal(organization.admin.put(settings_path(alaska), json=body))
        assert (status, code, "callParkRecall.huntGroupId" in message) == (400, 90001, True)
    assert call_park_settings(organization, alaska) == DEFAULT_SETTINGS


def test_a_deleted_hunt_group_resets_the_recall(organization: Organization, alaska: str) -> None:
    support, sales = organization.hunt_group(alaska), organization.hunt_group(alaska, "Sales", "7001")
    body = {
        "callParkRecall": {"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": support},
        "callParkSettings": {"ringPattern": "LONG_LONG"},
    }
    assert organization.admin.put(settings_path(alaska), json=body).status_code == 204
    groups = f"{CALLING}/locations/{alaska}/huntGroups"
    assert organization.admin.delete(f"{groups}/{sales}").status_code == 204
    assert call_park_settings(organization, alaska)["callParkRecall"]["huntGroupId"] == support  # type: ignore[index]
    assert organization.admin.delete(f"{groups}/{support}").status_code == 204
    assert call_park_settings(organization, alaska) == {
        "callParkRecall": {"option": "ALERT_PARKING_USER_ONLY"},
        "callParkSettings": {"ringPattern": "LONG_LONG", "recallTime": 45, "huntWaitTime": 45},
    }


def test_an_empty_body_changes_nothing(organization: Organization, alaska: str) -> None:
    reply = organization.admin.put(settings_path(alaska), json={})
    assert (reply.status_code, reply.content) == (204, b"")
    assert call_park_settings(organization, alaska) == DEFAULT_SETTINGS


def test_wrong_method(organization: Organization, alaska: str) -> None:
    assert refusal(organization.admin.post(settings_path(alaska), json={}))[0] == 405


def test_who_may(organization: Organization, alaska: str, server: Server) -> None:
    stranger = new_organization(server).admin
    oregon = organization.location_admin(organization.location("Oregon"))
    assert refusal(organization.reader.put(settings_path(alaska), json={}))[0] == 403
    for api, status in [(oregon, 403), (stranger, 404)]:
        assert refusal(api.put(settings_path(alaska), json={}))[0] == status
    # what is missing is said before what is wrong
    assert refusal(stranger.put(settings_path(alaska), json={"callParkSettings": {}}))[0] == 404
    assert organization.location_admin(alaska).put(settings_path(alaska), json={}).status_code == 204


def test_the_location_has_to_exist_and_to_have_calling(organization: Organization) -> None:
    for location in (organization.plain_location("Office"), "nonsense"):
        assert refusal(organization.admin.put(settings_path(location), json={}))[0] == 404
