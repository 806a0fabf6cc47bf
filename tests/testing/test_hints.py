"""Typical mistakes, and the sentence that each gets: what was wrong, and the nearest request that is right."""

from typing import Any

import pytest
import requests
from wxc_sdk import WebexSimpleApi
from wxc_sdk.rest import RestError
from wxc_sdk.telephony.callpark import CallPark, CallParkRecall, RecallHuntGroup

from callpark import ids
from callpark.testing import Callpark


def send(callpark: Callpark, method: str, path: str, *, role: Any = "full-admin", **more: Any) -> list[str]:
    """Sends a request as somebody's own code would, and returns what the journal has to say about it."""
    headers = {"authorization": f"Bearer {callpark.token(role)}"} | more.pop("headers", {})
    requests.request(method, callpark.base_url + path, headers=headers, timeout=10, **more)
    return callpark.journal[-1].hints


@pytest.fixture
def parks(callpark: Callpark) -> str:
    return f"/telephony/config/locations/{callpark.location()}/callParks"


def draft(**more: Any) -> dict[str, Any]:
    return {"name": "Front desk", "recall": {"option": "ALERT_PARKING_USER_ONLY"}} | more


def test_snake_case_is_ignored(callpark: Callpark, parks: str) -> None:
    assert send(callpark, "POST", parks, json=draft(park_on_agents_enabled=True)) == [
        "`park_on_agents_enabled` is no field of this request and was ignored; did you mean `parkOnAgentsEnabled`?"
    ]
    assert callpark.journal[-1].status == 201


def test_a_nested_field_and_one_that_is_like_no_other(callpark: Callpark, parks: str) -> None:
    recall = {"option": "ALERT_PARKING_USER_ONLY", "hunt_group_id": "x"}
    assert send(callpark, "POST", parks, json=draft(recall=recall, colour="red")) == [
        "`colour` is no field of this request and was ignored. "
        "It knows name, recall, agents, parkOnAgentsEnabled, callParkExtensions.",
        "`recall.hunt_group_id` is no field of this request and was ignored; did you mean `recall.huntGroupId`?",
    ]


def test_a_query_parameter(callpark: Callpark, parks: str) -> None:
    assert send(callpark, "GET", f"{parks}/availableUsers?call_park_name=x") == [
        "`call_park_name` is no parameter of this request and was ignored; did you mean `callParkName`?"
    ]


def test_an_id_of_another_kind_in_a_body(callpark: Callpark, parks: str) -> None:
    alice = callpark.person("Alice Doe")
    assert send(callpark, "POST", parks, json=draft(callParkExtensions=[alice.id])) == [
        "callParkExtensions[0]: this id is a PEOPLE id, a CALL_PARK_EXTENSION id is wanted."
    ]


def test_an_id_of_another_kind_in_a_path(callpark: Callpark, parks: str) -> None:
    alice = callpark.person("Alice Doe")
    assert send(callpark, "GET", f"/telephony/config/locations/{alice}/callParks") == [
        "locationId: this id is a PEOPLE id, a LOCATION id is wanted."
    ]


def test_a_name_in_place_of_an_id(callpark: Callpark, parks: str) -> None:
    assert send(callpark, "GET", "/telephony/config/locations/Alaska/callParks") == [
        "locationId: 'Alaska' is no id of this API; a LOCATION id is wanted. "
        "It is rather the name of something: list the resource and take the id from there."
    ]
    assert send(callpark, "POST", parks, json=draft(agents=["Alice Doe"]))[0].startswith(
        "agents[0]: 'Alice Doe' is no id of this API; a PEOPLE or PLACE or VIRTUAL_LINE id is wanted."
    )


def test_a_path_that_is_nearly_right(callpark: Callpark, parks: str) -> None:
    nearest = (
        "No resource has this path. The nearest is /v1/telephony/config/locations/{locationId}/callParks: "
        "GET would list call parks."
    )
    assert send(callpark, "GET", parks.replace("callParks", "callparks")) == [nearest]
    assert send(callpark, "GET", parks.replace("callParks", "call_park")) == [nearest]


def test_a_path_without_v1(callpark: Callpark, parks: str) -> None:
    assert send(callpark, "GET", f"/..{parks}")[0] == "All paths of the API begin with /v1/."


def test_a_slash_at_the_end(callpark: Callpark, parks: str) -> None:
    assert send(callpark, "GET", f"{parks}/") == [
        f"This path ends in a slash: leave it out, as in /v1{parks}.",
    ]


def test_the_wrong_method(callpark: Callpark, parks: str) -> None:
    assert send(callpark, "PATCH", parks, json=draft()) == [
        "PATCH is no operation of this path. "
        "GET /v1/telephony/config/locations/{locationId}/callParks would list call parks.",
        "PATCH is no operation of this path. "
        "POST /v1/telephony/config/locations/{locationId}/callParks would create a call park.",
    ]


@pytest.mark.parametrize(
    ("authorization", "words"),
    [
        ("cpk_123", "write the word Bearer and a blank before it"),
        ("Bearer ", "no token. Was a variable not set?"),
        ("Bearer NTQ4…", "none of callpark's: those begin with cpk_"),
        ("Bearer cpk_0_x", "this server does not know it, or it has expired or was revoked"),
    ],
)
def test_a_token(callpark: Callpark, authorization: str, words: str) -> None:
    (told,) = send(callpark, "GET", "/locations", headers={"authorization": authorization.encode()})
    assert words in told


def test_no_token(callpark: Callpark) -> None:
    requests.get(f"{callpark.base_url}/locations", timeout=10)
    assert callpark.journal[-1].hints == [
        "There is no Authorization header. Send `Authorization: Bearer TOKEN`, or give the client its token."
    ]


def test_a_role_that_may_not(callpark: Callpark, parks: str) -> None:
    assert send(callpark, "POST", parks, json=draft(), role="read-only-admin") == [
        "To create a call park takes the scope spark-admin:telephony_config_write, and a token of full-admin or "
        "location-admin or partner-admin has it; a location administrator works in his own locations only."
    ]


def test_a_form(callpark: Callpark, parks: str) -> None:
    assert send(callpark, "POST", parks, data={"name": "x"}) == [
        "The body was sent as a form: with requests say json=…, not data=…."
    ]


def test_python_in_place_of_json(callpark: Callpark, parks: str) -> None:
    headers = {"content-type": "application/json"}
    assert send(callpark, "POST", parks, data=str(draft()), headers=headers) == [
        "The body looks like Python, not JSON: send json.dumps(…) of it, or say json=… instead of data=…."
    ]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (draft(parkOnAgentsEnabled="yes"), "parkOnAgentsEnabled: send true, without quotes."),
        (draft(agents="x"), "agents: it is a list; for one entry send a list of one."),
        (draft(name=7), 'name: send "7", with quotes: it may begin with a zero.'),
        (
            draft(recall={"option": "ALERT_PARKING_USER"}),
            "recall.option: 'ALERT_PARKING_USER' is none of its values; did you mean 'ALERT_PARKING_USER_ONLY'?",
        ),
    ],
    ids=["boolean", "list", "text", "enum"],
)
def test_a_value_of_another_type(callpark: Callpark, parks: str, body: Any, told: str) -> None:
    assert send(callpark, "POST", parks, json=body) == [told]
    assert callpark.journal[-1].status == 400


def test_a_number_as_text(callpark: Callpark, parks: str) -> None:
    path = f"{parks}/settings"
    assert send(callpark, "PUT", path, json={"callParkSettings": {"recallTime": "45"}}) == [
        "callParkSettings.recallTime: send 45, without quotes."
    ]
    assert send(callpark, "PUT", path, json={"recallTime": 45}) == [
        "`recallTime` is no field of this request and was ignored; did you mean `callParkSettings.recallTime`?"
    ]


def test_a_plus_in_a_query(callpark: Callpark, parks: str) -> None:
    assert send(callpark, "GET", f"{parks}/availableUsers?phoneNumber=+19075552859") == [
        "phoneNumber begins with a blank: an unescaped + in a query means one. Send it as %2B."
    ]


def test_a_call_park_that_is_called_otherwise(callpark: Callpark, parks: str) -> None:
    made = callpark.call_park("Front desk")
    assert send(callpark, "GET", f"{parks}/{ids.call_park_id('Front Desk')}") == [
        "This is the id of a call park named 'Front Desk'; there is none in this location, but there is 'Front desk', "
        f"whose id is {made}. A rename changes the id."
    ]
    assert send(callpark, "DELETE", f"{parks}/{ids.call_park_id('Warehouse')}") == [
        "This is the id of a call park named 'Warehouse'. In this location there is 'Front desk'."
    ]


def test_what_is_right_gets_no_hint(callpark: Callpark, parks: str) -> None:
    api = WebexSimpleApi()
    alice = callpark.person("Alice Doe", number="+19075552859")
    park = callpark.call_park("Front desk", agents=[alice])
    api.telephony.callpark.details(callpark.location().id, park.id)
    list(api.telephony.callpark.available_agents(callpark.location().id, name="Ali", order="lname"))
    assert send(callpark, "PUT", f"{parks}/{park}", json={"agents": [{"id": alice.id}]}) == []
    assert send(callpark, "POST", parks, json=draft(name="Other", agents=[])) == []
    assert callpark.journal.hints == []
    callpark.journal.assert_understood()


def test_what_wxc_sdk_itself_gets_wrong(callpark: Callpark) -> None:
    """Since 1.25 it sends the hunt group's id under the name that its own model has for it."""
    support = callpark.hunt_group("Support")
    wanted = CallPark.default(name="Front desk")
    wanted.recall = RecallHuntGroup(option=CallParkRecall.hunt_group_only, hunt_group_id=support.id)
    with pytest.raises(RestError, match="Alternate Recall User is required"):
        WebexSimpleApi().telephony.callpark.create(callpark.location().id, wanted)
    assert callpark.journal[-1].hints == [
        "`recall.hunt_group_id` is no field of this request and was ignored; did you mean `recall.huntGroupId`?"
    ]
