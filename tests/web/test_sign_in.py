"""Signing in and out, and what keeps others from using somebody's session."""

import pytest
import requests

from callpark.provisioning.access import Role
from cast import Organization
from visitor import COOKIE, Visitor, problem, shown


@pytest.fixture
def visitor(organization: Organization) -> Visitor:
    return Visitor(organization.server, organization.admin.token)


def test_without_a_session_one_signs_in_and_goes_on(organization: Organization) -> None:
    visitor = Visitor(organization.server)
    page = visitor.get("/admin/call-parks/new")
    assert (page.status_code, visitor.at) == (200, "/admin/sign-in?then=/admin/call-parks/new")
    assert "The session has ended" not in page.text
    page = visitor.submit(page, action="/admin/sign-in", token=organization.admin.token or "")
    assert visitor.at == "/admin/call-parks/new"
    assert page.status_code == 200


def test_the_cookie(organization: Organization) -> None:
    form = {"token": organization.admin.token}
    headers = {"origin": organization.server.url}
    url = f"{organization.server.url}/admin/sign-in"
    reply = requests.post(url, data=form, headers=headers, allow_redirects=False, timeout=10)
    name, _, rest = reply.headers["set-cookie"].partition("=")
    assert name == COOKIE
    assert rest.split("; ")[1:] == ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"]


@pytest.mark.parametrize("token", ["", "nonsense", "cpk_00000000000000000000000000000000_x", "a\r\nb"])
def test_a_wrong_token(organization: Organization, token: str) -> None:
    visitor = Visitor(organization.server)
    page = visitor.sign_in(token)
    assert page.status_code == 401
    assert problem(page) == "The access token is unknown, revoked or expired."
    assert token not in page.text or not token
    assert visitor.cookie == ""


def test_a_revoked_token_ends_the_session(organization: Organization) -> None:
    issued = organization.server.new_token(organization.id, Role.FULL)
    visitor = Visitor(organization.server, issued.token)
    organization.server.revoke(issued.id)
    page = visitor.get("/admin/call-parks")
    for _ in range(50):
        if "sign-in" in visitor.at:
            break
        page = visitor.get("/admin/call-parks")
    assert "The session has ended." in page.text
    assert visitor.cookie == ""


def test_signing_out(visitor: Visitor) -> None:
    page = visitor.get("/admin/call-parks")
    page = visitor.submit(page, action="/admin/sign-out")
    assert (visitor.cookie, visitor.at) == ("", "/admin/sign-in")
    visitor.get("/admin/call-parks")
    assert "sign-in" in visitor.at


@pytest.mark.parametrize(
    "then", ["https://evil.example/", "//evil.example", "/admin//evil.example", "/\\evil", "/v1/people", ""]
)
def test_it_leads_to_no_other_place(organization: Organization, then: str) -> None:
    visitor = Visitor(organization.server)
    visitor.sign_in(organization.admin.token or "", then=then)
    assert visitor.at == "/admin/call-parks"


@pytest.mark.parametrize("origin", [None, "https://evil.example", "null"])
def test_a_form_from_elsewhere(visitor: Visitor, origin: str | None) -> None:
    for path in ("/admin/sign-in", "/admin/sign-out", "/admin/call-parks/new"):
        page = visitor.post(path, origin=origin, name="x", location="x")
        assert (page.status_code, problem(page)[:24]) == (403, "This form was not sent f")


def test_a_form_of_another_session(visitor: Visitor, organization: Organization) -> None:
    other = Visitor(organization.server, organization.reader.token)
    page = other.get("/admin/call-parks")
    key = page.text.partition('name="form_key" value="')[2].partition('"')[0]
    for wrong in ("", key, key.upper()):
        page = visitor.post("/admin/call-parks/new", form_key=wrong, name="x", location="x")
        assert (page.status_code, problem(page)[:29]) == (403, "This form is of another sessi")


def test_every_page_lets_nothing_run_but_our_own_files(visitor: Visitor) -> None:
    for path in ("/admin/sign-in", "/admin/call-parks", "/admin/call-parks/new", "/admin/nowhere"):
        page = visitor.get(path)
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert page.headers["cache-control"] == "no-store"
        assert "<style" not in page.text
        assert " style=" not in page.text
        assert "onclick" not in page.text


@pytest.mark.parametrize("name", ["admin.css", "admin.js", "icon.svg"])
def test_its_files_need_no_session(organization: Organization, name: str) -> None:
    reply = requests.get(f"{organization.server.url}/admin/static/{name}", timeout=10)
    assert (reply.status_code, len(reply.content) > 100) == (200, True)
    assert reply.headers["cache-control"] == "max-age=3600"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/admin/nowhere", 404),
        ("GET", "/admin/static/../app.py", 404),
        ("GET", "/admin/locations/x/call-parks/y", 404),
        ("POST", "/admin/call-parks", 405),
        ("DELETE", "/admin/call-parks", 405),
    ],
)
def test_what_is_not_there_is_said_on_a_page(visitor: Visitor, method: str, path: str, status: int) -> None:
    if method == "POST":
        key = visitor.get("/admin/call-parks").text.partition('name="form_key" value="')[2].partition('"')[0]
        page = visitor.post(path, form_key=key)
    else:
        page = visitor._followed(method, path, None, {})
    assert page.status_code == status
    assert "That was not possible" in shown(page)
    assert page.headers["trackingid"] in page.text


def test_a_session_does_not_open_the_api(visitor: Visitor, organization: Organization) -> None:
    cookie = {"cookie": f"{COOKIE}={visitor.cookie}"}
    assert requests.get(f"{organization.server.url}/v1/people/me", headers=cookie, timeout=10).status_code == 401
