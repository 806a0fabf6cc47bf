"""Access tokens: who has one, a new one that is shown once, and the end of one."""

import re
import time
from html import unescape

import pytest

from callpark import ids
from callpark.provisioning.access import Role, scopes_of
from cast import TOKEN_END_SECONDS, Api, Organization
from visitor import Visitor, problem, shown

TOKENS = "/admin/tokens"


@pytest.fixture
def visitor(organization: Organization) -> Visitor:
    return Visitor(organization.server, organization.admin.token)


def issued(page: object) -> str:
    return unescape(re.findall(r'id="secret">(cpk_[^<]*)<', page.text)[0])  # type: ignore[attr-defined]


def new(visitor: Visitor, *pairs: tuple[str, str], **fields: str) -> object:
    return visitor.submit(visitor.get(f"{TOKENS}/new"), *pairs, action=TOKENS, **fields)


def test_a_token_is_shown_once_and_is_good_for_its_role(visitor: Visitor, organization: Organization) -> None:
    page = new(visitor, name="Dora <b>", role="read-only-admin", days="30")
    token = issued(page)
    assert "Token of Dora <b> Keep it now: it is not shown again." in shown(page)  # type: ignore[arg-type]
    me = Api(organization.server, token).get("/people/me").json()
    assert (me["displayName"], len(me["roles"])) == ("Dora <b>", 1)
    assert Api(organization.server, token).post("/locations", json={"name": "x"}).status_code == 403
    listed = visitor.get(TOKENS)
    assert "Dora <b> Read-only Administrator" in shown(listed)
    assert token not in listed.text
    assert "full-admin create an access token: Dora <b>" in shown(visitor.get("/admin/audit"))


def test_a_location_administrator_is_given_his_locations(visitor: Visitor, organization: Organization) -> None:
    own, other = organization.location("Own"), organization.location("Other")
    page = new(visitor, ("location", own), name="Lena", role="location-admin")
    caller = Api(organization.server, issued(page))
    assert caller.get(f"/telephony/config/locations/{own}/callParks").status_code == 200
    assert caller.get(f"/telephony/config/locations/{other}/callParks").status_code == 403


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "Lena", "role": "location-admin"}, "A location administrator needs at least one location."),
        ({"name": "Lena", "role": "nonsense"}, "Choose one of the roles."),
        ({"name": "Lena", "days": "0"}, "Give 1 to 3650 days."),
        ({"name": "Lena", "days": "99999999999"}, "Give 1 to 3650 days."),
        ({"name": "Lena", "days": "soon"}, "Give 1 to 3650 days."),
        ({"name": "L" * 257}, "name cannot be less than 1 or greater than 256"),
    ],
)
def test_what_can_not_be_made(visitor: Visitor, fields: dict[str, str], words: str) -> None:
    page = new(visitor, **fields)
    assert page.status_code == 400  # type: ignore[attr-defined]
    assert words in problem(page)  # type: ignore[arg-type]
    assert f'value="{fields["name"]}"' in page.text, "what was typed is not lost"  # type: ignore[attr-defined]


def test_locations_of_who_works_everywhere(visitor: Visitor, organization: Organization) -> None:
    page = new(visitor, ("location", organization.location("Own")), name="Lena", role="full-admin")
    assert "works in all locations" in problem(page)  # type: ignore[arg-type]


def test_a_revoked_token_is_refused(visitor: Visitor, organization: Organization) -> None:
    token = issued(new(visitor, name="Dora"))
    caller = Api(organization.server, token)
    assert caller.get("/people/me").status_code == 200
    listed = visitor.get(TOKENS)
    (path,) = re.findall(r'<a href="([^"]*)" aria-label="Revoke Dora"', listed.text)
    page = visitor.get(path)
    assert "Revoke the token of Dora ?" in shown(page)
    assert caller.get("/people/me").status_code == 200, "not yet"
    done = visitor.submit(page, action=path, sure="yes")
    assert "Revoked." in shown(done)
    assert re.search("Dora Read-only Administrator [-0-9]+ revoked", shown(done))
    time.sleep(TOKEN_END_SECONDS)
    assert caller.get("/people/me").status_code == 401
    assert visitor.submit(page, action=path, sure="yes").status_code == 404, "it was revoked already"


def test_revoking_ones_own_signs_out(visitor: Visitor, organization: Organization) -> None:
    (path,) = re.findall(r'this session.*?<a href="([^"]*)" aria-label="Revoke', visitor.get(TOKENS).text, re.DOTALL)
    page = visitor.get(path)
    assert "you will be signed out" in shown(page)
    visitor.submit(page, action=path, sure="yes")
    time.sleep(TOKEN_END_SECONDS)
    assert "Sign in" in shown(visitor.get(TOKENS))


def test_tokens_of_another_organization_are_not_there(visitor: Visitor, organization: Organization) -> None:
    other = organization.server.new_token(organization.server.organization(), Role.FULL, name="Stranger")
    assert "Stranger" not in shown(visitor.get(TOKENS))
    path = f"{TOKENS}/{other.id}/revoke"
    assert visitor.get(path).status_code == 404
    (key,) = set(re.findall(r'name="form_key" value="([^"]*)"', visitor.get(f"{TOKENS}/new").text))
    assert visitor.post(path, form_key=key, sure="yes").status_code == 404
    assert Api(organization.server, other.token).get("/people/me").status_code == 200
    assert visitor.get(f"{TOKENS}/nonsense/revoke").status_code == 404


def test_who_may_do_what(organization: Organization) -> None:
    reader = Visitor(organization.server, organization.reader.token)
    page = reader.get(TOKENS)
    assert "The role read-only-admin may not create an access token." in shown(page)
    assert "Revoke …" not in shown(page)
    own = ids.uuid_of(organization.location("Own"), ids.Kind.LOCATION)
    lena = organization.server.token(organization.id, Role.LOCATION, location_ids=[own])
    assert Visitor(organization.server, lena).get(TOKENS).status_code == 403
    scopes = [scope for scope in scopes_of(Role.FULL) if not scope.startswith("identity:")]
    narrow = Visitor(organization.server, organization.server.token(organization.id, Role.FULL, scopes=scopes))
    page = narrow.get(TOKENS)
    assert page.status_code == 403
    assert "The token lacks the scope identity:tokens_read" in problem(page)
