"""Get available agents: GET /telephony/config/locations/{locationId}/callParks/availableUsers."""

import itertools
import re
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from callpark import ids
from callpark.api.wire import call_parks as wire
from cast import CALLING, Organization, Server, new_organization, refusal
from pgbouncer import DIRECTLY_AND_POOLED

pytestmark = DIRECTLY_AND_POOLED


@pytest.fixture
def alaska(organization: Organization) -> str:
    return organization.location("Alaska", prefix="1234")


def parks(location: str) -> str:
    return f"{CALLING}/locations/{location}/callParks"


def agents(organization: Organization, location: str, **params: object) -> list[dict[str, object]]:
    reply = organization.reader.get(f"{parks(location)}/availableUsers", params=params)
    assert reply.status_code == 200, reply.text
    assert set(reply.json()) == {"agents"}
    return reply.json()["agents"]


def names(organization: Organization, location: str, **params: object) -> list[object]:
    return [agent["displayName"] for agent in agents(organization, location, **params)]


def test_an_agent_of_each_kind(organization: Organization, alaska: str) -> None:
    person = organization.person(alaska, "John Brown", extension="8080", number="+19075552859")
    workspace = organization.workspace(alaska, "Lobby", "8082")
    line = organization.virtual_line(alaska, "Sales", "Line", "8083")
    found = {agent["type"]: agent for agent in agents(organization, alaska)}
    assert list(found["PEOPLE"].items()) == [  # in the order of the reference page
        ("id", person),
        ("firstName", "John"),
        ("lastName", "Brown"),
        ("displayName", "John Brown"),
        ("type", "PEOPLE"),
        ("email", "john.brown@example.com"),
        (
            "numbers",
            [
                {
                    "external": "+19075552859",
                    "extension": "8080",
                    "routingPrefix": "1234",
                    "esn": "12348080",
                    "primary": "true",
                }
            ],
        ),
    ]
    email = found["PLACE"].pop("email")
    assert re.fullmatch(r"lobby-[0-9a-f]{8}@rooms\.callpark\.invalid", str(email))
    extension_only = [{"extension": "8082", "routingPrefix": "1234", "esn": "12348082", "primary": "true"}]
    assert found["PLACE"] == {
        "id": workspace,
        "firstName": "Lobby",
        "lastName": ".",
        "displayName": "Lobby",
        "type": "PLACE",
        "numbers": extension_only,
    }
    assert found["VIRTUAL_LINE"] == {
        "id": line,
        "firstName": "Sales",
        "lastName": "Line",
        "displayName": "Sales Line",
        "type": "VIRTUAL_LINE",
        "numbers": [{"extension": "8083", "routingPrefix": "1234", "esn": "12348083", "primary": "true"}],
    }


def test_the_stored_fragment_is_what_the_wire_type_says(organization: Organization, alaska: str) -> None:
    """An agent's JSON is kept ready beside its line; this holds it against the type that documents it."""
    organization.numbers(alaska, "+19075550101", "+19075550102")
    numbers = [{"type": "work", "value": "+19075550101"}, {"type": "work", "value": "+19075550102"}]
    organization.person(alaska, 'Zoë "Z" Müller', extension="8001", phoneNumbers=numbers)
    organization.workspace(alaska, "Lobby", "8002")
    organization.virtual_line(alaska, "Sales", "Line", "8003")
    raw = organization.reader.get(f"{parks(alaska)}/availableUsers").content
    answered = msgspec.json.decode(raw)["agents"]
    typed = [msgspec.convert(agent, wire.Agent) for agent in answered]
    assert msgspec.to_builtins(typed) == answered
    assert len(answered) == 3


def test_alternate_numbers_are_told_from_the_primary_one(organization: Organization, alaska: str) -> None:
    organization.numbers(alaska, "+19075550101", "+19075550102")
    numbers = [{"type": "work", "value": "+19075550101", "primary": True}, {"type": "work", "value": "+19075550102"}]
    organization.person(alaska, "Alice Adams", extension="8001", phoneNumbers=numbers)
    (alice,) = agents(organization, alaska)
    assert alice["numbers"] == [
        {
            "external": "+19075550101",
            "extension": "8001",
            "routingPrefix": "1234",
            "esn": "12348001",
            "primary": "true",
        },
        {"external": "+19075550102", "primary": "false"},
    ]
    assert names(organization, alaska, phoneNumber="+19075550101") == ["Alice Adams"]
    assert names(organization, alaska, phoneNumber="+19075550102") == []


def test_a_routing_prefix_may_come_change_and_go(organization: Organization) -> None:
    location = organization.location("Oregon")
    organization.virtual_line(location, 'Has "esn":"', "inside", "8001")
    path = f"{CALLING}/locations/{location}"
    for prefix, number in [
        (None, {"extension": "8001", "esn": "8001", "primary": "true"}),
        ("77", {"extension": "8001", "routingPrefix": "77", "esn": "778001", "primary": "true"}),
        ("4321", {"extension": "8001", "routingPrefix": "4321", "esn": "43218001", "primary": "true"}),
        (None, {"extension": "8001", "esn": "8001", "primary": "true"}),
    ]:
        assert organization.admin.put(path, json={"routingPrefix": prefix}).status_code == 204
        (agent,) = agents(organization, location)
        assert agent["numbers"] == [number]
        assert agent["firstName"] == 'Has "esn":"'


def test_agents_of_a_call_park_are_free_again_when_it_goes(organization: Organization, alaska: str) -> None:
    alice = organization.virtual_line(alaska, "Alice", "Line", "8001")
    organization.virtual_line(alaska, "Bob", "Line", "8002")
    park = organization.call_park(alaska, "Reception", agents=[alice])
    assert names(organization, alaska) == ["Bob Line"]
    assert organization.admin.delete(f"{parks(alaska)}/{park}").status_code == 204
    assert names(organization, alaska) == ["Alice Line", "Bob Line"]


def test_with_a_call_parks_name_its_own_agents_too_but_never_anothers(organization: Organization, alaska: str) -> None:
    own, others, _ = (
        organization.virtual_line(alaska, name, "Line", ext)
        for name, ext in [("Own", "8001"), ("Others", "8002"), ("Free", "8003")]
    )
    organization.call_park(alaska, "Café", agents=[own])
    organization.call_park(alaska, "Kitchen", agents=[others])
    assert names(organization, alaska, callParkName="Café") == ["Free Line", "Own Line"]
    assert names(organization, alaska, callParkName=" Cafe\u0301 ") == ["Free Line", "Own Line"]
    assert names(organization, alaska, callParkName="Kitchen", order="fname") == ["Free Line", "Others Line"]
    assert names(organization, alaska, callParkName="Kitchen", order="extension") == ["Others Line", "Free Line"]
    assert names(organization, alaska, callParkName="Café", name="own") == ["Own Line"]
    for unknown in ("café", "Caf", "Nothing", ""):
        assert names(organization, alaska, callParkName=unknown) == []


def test_a_call_park_of_that_name_elsewhere_does_not_count(organization: Organization, alaska: str) -> None:
    oregon = organization.location("Oregon")
    organization.virtual_line(alaska, "Free", "Line", "8001")
    organization.call_park(oregon, "Reception")
    assert names(organization, alaska, callParkName="Reception") == []


def test_only_the_locations_own_lines(organization: Organization, alaska: str) -> None:
    oregon = organization.location("Oregon")
    organization.virtual_line(oregon, "Elsewhere", "Line", "8001")
    organization.virtual_line(alaska, "Here", "Line", "8001")
    assert names(organization, alaska) == ["Here Line"]


def test_name_is_contained_in_first_last_or_display_name(organization: Organization, alaska: str) -> None:
    organization.person(alaska, "Zoë Müller", extension="8001", displayName="Zoe from Accounts")
    organization.virtual_line(alaska, "100%", "under_score", "8002")
    organization.virtual_line(alaska, "back\\slash", "Line", "8003")
    organization.virtual_line(alaska, "İstanbul", "Straße", "8004")
    for text, found in [
        ("zoë", ["Zoe from Accounts"]),
        ("ZOE", ["Zoe from Accounts"]),
        ("üll", ["Zoe from Accounts"]),
        ("uLLer", ["Zoe from Accounts"]),
        ("from acc", ["Zoe from Accounts"]),
        ("zoë müller", []),  # first and last name are not one text
        ("%", ["100% under_score"]),
        ("_", ["100% under_score"]),
        ("r_s", ["100% under_score"]),
        ("k\\s", ["back\\slash Line"]),
        ("istanbul", ["İstanbul Straße"]),
        ("STRASSE", ["İstanbul Straße"]),
        ("Müller\x1fZoe", []),  # whatever stands between the names inside
        ("nobody", []),
    ]:
        assert names(organization, alaska, name=text) == found, text
    assert len(names(organization, alaska, name="")) == 4


def test_phone_number_equals_the_primary_one_however_it_is_written(organization: Organization, alaska: str) -> None:
    organization.person(alaska, "Alice Adams", number="+19075550101")
    organization.person(alaska, "Bob Brown", number="+19075550102")
    for text in ("+19075550101", "19075550101", "+1 907 555-0101", " 1-907-555-0101"):
        assert names(organization, alaska, phoneNumber=text) == ["Alice Adams"], text
    # an unescaped plus arrives as a blank
    reply = organization.reader.get(f"{parks(alaska)}/availableUsers?phoneNumber=+19075550101")
    assert len(reply.json()["agents"]) == 1
    for text in ("9075550101", "+1907555010", "Alice", "%"):
        assert names(organization, alaska, phoneNumber=text) == [], text


KEYS = {
    "Anna Zander": ("anna", "zander", None, "900"),
    "Bert Young": ("bert", "young", "+19075550103", "1000"),
    "Bert Adams": ("bert", "adams", "+19075550102", None),
    "Zoë Adams": ("zoe", "adams", "+19075550101", "0900"),
    "ábel Young": ("abel", "young", None, "8000"),
}
FIELDS = ("fname", "lname", "number", "extension")


@pytest.fixture
def sorted_cast(organization: Organization, alaska: str) -> dict[str, str]:
    return {
        name: organization.person(alaska, name, extension=extension, number=number)
        for name, (_, _, number, extension) in KEYS.items()
    }


def expected(order: tuple[str, ...], made: dict[str, str]) -> list[str]:
    def key(name: str) -> list[object]:
        values = dict(zip(FIELDS, KEYS[name], strict=True))
        parts: list[object] = []
        for one in dict.fromkeys((*order, "lname", "fname", "extension")):
            value = values[one]
            number = (int(value), value) if one == "extension" and value else (value or "",)
            parts.append((value is None, number))
        return [*parts, ids.uuid_of(made[name], ids.Kind.PEOPLE)]

    return sorted(made, key=key)


def test_every_order(organization: Organization, alaska: str, sorted_cast: dict[str, str]) -> None:
    orders = [order for count in (1, 2, 3) for order in itertools.permutations(FIELDS, count)]
    assert len(orders) == 40
    for order in orders:
        wanted = expected(order, sorted_cast)
        assert names(organization, alaska, order="|".join(order)) == wanted, order
    assert names(organization, alaska) == expected(("lname", "fname"), sorted_cast)


@pytest.mark.parametrize("order", ["", "lname|", "name", "lname,fname", "lname|fname|number|extension", "LNAME"])
def test_an_order_that_can_not_be(organization: Organization, alaska: str, order: str) -> None:
    status, _, message = refusal(organization.reader.get(f"{parks(alaska)}/availableUsers", params={"order": order}))
    assert (status, message.startswith("Invalid field value: order")) == (400, True)


def test_pages_follow_each_other_without_gap_or_overlap(
    organization: Organization, alaska: str, sorted_cast: dict[str, str]
) -> None:
    organization.call_park(alaska, "a, b; c", agents=[sorted_cast["Bert Young"]])
    params = {"max": 2, "order": "lname|fname", "callParkName": "a, b; c", "orgId": organization.public_id}
    reply = organization.reader.get(f"{parks(alaska)}/availableUsers", params=params)
    seen = [agent["displayName"] for agent in reply.json()["agents"]]
    pages = 1
    while "Link" in reply.headers:
        link = reply.headers["Link"]
        assert link.startswith(f"<{organization.server.url}/v1{CALLING}/locations/{alaska}/callParks/availableUsers?")
        assert link.endswith('>;rel="next"')
        assert not set(",; |") & set(link[: -len(';rel="next"')])
        url = link[1 : link.index(">")]
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert query == {name: str(value) for name, value in params.items()} | {"start": str(2 * pages)}
        reply = organization.reader.get(url)
        seen += [agent["displayName"] for agent in reply.json()["agents"]]
        pages += 1
    assert pages == 3
    assert seen == expected(("lname", "fname"), sorted_cast)


def test_a_full_last_page_has_no_link(organization: Organization, alaska: str, sorted_cast: dict[str, str]) -> None:
    path = f"{parks(alaska)}/availableUsers"
    assert "Link" not in organization.reader.get(path, params={"max": 5}).headers
    assert "Link" in organization.reader.get(path, params={"max": 4}).headers
    beyond = organization.reader.get(path, params={"start": 99})
    assert (beyond.json(), "Link" in beyond.headers) == ({"agents": []}, False)
    assert len(organization.reader.get(path, params={"max": 5000}).json()["agents"]) == 5


def test_a_page_holds_2000_at_most(organization: Organization, alaska: str) -> None:
    organization.virtual_line(alaska, "Sales", "Line", "8001")
    organization.server.execute(
        """INSERT INTO lines (organization_id, location_id, id, kind, sort_fname, sort_lname, search, fragment)
           SELECT organization_id, location_id, gen_random_uuid(), kind, sort_fname, sort_lname, search, fragment
           FROM lines, generate_series(1, 2001) WHERE organization_id = $1""",
        organization.id,
    )
    for params in ({"max": 5000}, {}):
        reply = organization.reader.get(f"{parks(alaska)}/availableUsers", params=params)
        assert len(reply.json()["agents"]) == 2000
        rest = organization.reader.get(reply.links["next"]["url"])
        assert (len(rest.json()["agents"]), "Link" in rest.headers) == (2, False)


@pytest.mark.parametrize("field", ["max", "start"])
@pytest.mark.parametrize("value", ["", "-1", "1.5", "x", "1e3", "٣", str(2**63), "9" * 23, " 1"])
def test_a_page_that_can_not_be(organization: Organization, alaska: str, field: str, value: str) -> None:
    status, _, message = refusal(organization.reader.get(f"{parks(alaska)}/availableUsers", params={field: value}))
    assert (status, f"Invalid field value: {field}." in message) == (400, True)


def test_max_0_is_refused_and_a_repeated_parameter_too(organization: Organization, alaska: str) -> None:
    path = f"{parks(alaska)}/availableUsers"
    assert refusal(organization.reader.get(path, params={"max": 0}))[0] == 400
    for name in ("max", "name", "order"):
        status, _, message = refusal(organization.reader.get(f"{path}?{name}=1&{name}=1"))
        assert (status, name in message) == (400, True)


def test_who_may(organization: Organization, alaska: str, server: Server) -> None:
    oregon = organization.location("Oregon")
    path = f"{parks(alaska)}/availableUsers"
    assert organization.admin.get(path).status_code == 200
    assert organization.location_admin(alaska).get(path).status_code == 200
    assert refusal(organization.location_admin(oregon).get(path))[0] == 403
    assert refusal(new_organization(server).reader.get(path))[0] == 404
    assert refusal(organization.reader.get(path, params={"orgId": "nonsense"}))[0] == 403


def test_it_shadows_a_call_park_of_that_id(organization: Organization, alaska: str) -> None:
    assert refusal(organization.admin.delete(f"{parks(alaska)}/availableUsers"))[0] == 405


def test_the_location_has_to_exist(organization: Organization) -> None:
    for location in (organization.plain_location("Office"), ids.public_id(ids.Kind.LOCATION, organization.id), "x"):
        assert refusal(organization.reader.get(f"{parks(location)}/availableUsers"))[0] == 404
        assert refusal(organization.reader.get(f"{parks(location)}/availableUsers", params={"max": "x"}))[0] == 404
