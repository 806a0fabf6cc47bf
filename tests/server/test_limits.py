"""How much may be asked: by a token, and by somebody who guesses tokens."""

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from wxc_sdk.as_api import AsWebexSimpleApi
from wxc_sdk.telephony.callpark import CallPark, CallParkRecall, RecallHuntGroup
from wxc_sdk.tokens import Tokens

from callpark.provisioning.access import Role
from cast import Api, Organization, Server, new_organization, refusal
from processes import answer, command, new_directory
from promises import Figure
from serving import organization_on, started
from visitor import Visitor, problem
from webex_client import webex_client

PARKER = CallParkRecall.parking_user_only
Limited = Callable[..., Organization]


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with new_directory() as path:
        yield path


@pytest.fixture
def limited(place: Path) -> Iterator[Limited]:
    """An organization on a server with the options that a test gives."""
    stack: list[Any] = []

    def start(*options: str) -> Organization:
        callpark = started(place, *options)
        stack.append(callpark)
        return organization_on(callpark.ready()["url"], place / "data")

    yield start
    for callpark in stack:
        callpark.__exit__()


def test_one_request_too_many_is_told_when_to_ask_again(limited: Limited) -> None:
    organization = limited("--rate-limit", "5 per 2 seconds")
    replies = [organization.admin.get("/locations") for _ in range(20)]
    assert [reply.status_code for reply in replies[:5]] == [200] * 5
    refused = [reply for reply in replies if reply.status_code == 429]
    assert len(refused) >= 10  # some may come after a window has passed
    status, code, message = refusal(refused[0])
    assert (status, code, "Too many requests" in message) == (429, 92900, True)
    assert {reply.headers["retry-after"] for reply in refused} <= {"1", "2"}
    other = organization.api(Role.FULL)
    assert other.get("/locations").status_code == 200  # each token has its own
    assert refusal(Api(organization.server, "x").get("/locations"))[0] == 401


@pytest.mark.parametrize("client", ["sync", "async"])
def test_a_webex_client_waits_and_gets_through(limited: Limited, client: str, figure: Figure) -> None:
    organization = limited("--rate-limit", "5 per second")
    location = organization.location()
    parks = [CallPark(name=f"Park {number}", recall=RecallHuntGroup(option=PARKER)) for number in range(15)]
    if client == "sync":
        api = webex_client(organization.admin)
        for park in parks:
            api.telephony.callpark.create(location, park)
    else:
        asyncio.run(created_at_once(organization, location, parks))
    time.sleep(1)  # what that has counted is forgotten
    made = organization.admin.get("/adminAudit/events", params={"eventCategories": "CALL_PARKS"}).json()["items"]
    assert len(made) == len(parks)
    figure("limits", f"{len(parks)} creates by wxc-sdk ({client}) over a limit of 5 a second: all of them made")


async def created_at_once(organization: Organization, location: str, parks: list[CallPark]) -> None:
    async with AsWebexSimpleApi(tokens=Tokens(access_token=organization.admin.token)) as api:
        api.session.BASE = organization.admin.base
        await asyncio.gather(*(api.telephony.callpark.create(location, park) for park in parks))


def test_workers_share_a_limit(limited: Limited) -> None:
    """Each of two lets half of it through, whichever a connection leads to."""
    organization = limited("--rate-limit", "20 per hour", "--workers", "2")
    token = organization.admin.token
    statuses = []
    for _ in range(60):
        with Api(organization.server, token) as api:  # another connection, and so now and then another worker
            statuses.append(api.get("/locations").status_code)
    assert 10 <= statuses.count(200) <= 20
    assert set(statuses) == {200, 429}


@pytest.mark.parametrize("limit", ["many", "0/minute", "-1/second", "5 per fortnight"])
def test_a_limit_that_is_none_is_refused_at_the_start(limit: str) -> None:
    done = command("serve", "--port", "0", "--rate-limit", limit)
    assert (done.returncode, "--rate-limit" in done.stderr) == (1, True)


def guesses(organization: Organization, many: int, **headers: str) -> list[int]:
    with Api(organization.server, None) as api:
        return [
            api.get("/locations", headers={"Authorization": f"Bearer guess{n}", **headers}).status_code
            for n in range(many)
        ]


def test_who_guesses_tokens_is_slowed_and_nobody_else_is(limited: Limited, figure: Figure) -> None:
    organization = limited("--most-guesses", "10")
    assert organization.admin.get("/locations").status_code == 200
    statuses = guesses(organization, 50)
    assert statuses[:10] == [401] * 10
    assert statuses.count(401) <= 12  # one attempt comes back every six seconds
    assert set(statuses) == {401, 429}
    time.sleep(1)  # it has to be looked up again
    assert organization.admin.get("/locations").status_code == 200  # from the same address, but known
    stranger = organization.api(Role.FULL)  # valid, but never seen from here
    reply = stranger.get("/locations")
    status, code, _ = refusal(reply)
    assert (status, code) == (429, 92901)
    assert 1 <= int(reply.headers["retry-after"]) <= 6
    deadline = time.monotonic() + 30
    while (reply := stranger.get("/locations")).status_code == 429 and time.monotonic() < deadline:
        time.sleep(int(reply.headers["retry-after"]))
    assert reply.status_code == 200
    figure(
        "tokens", "50 guessed tokens from one address: 10 were looked up, the others told 429; a known token was served"
    )


def test_a_listed_proxy_tells_whose_guesses_they_are(limited: Limited) -> None:
    organization = limited("--most-guesses", "5", "--trusted-proxy", "127.0.0.1,10.0.0.0/8")
    for address in ("192.0.2.1", "192.0.2.2, 10.0.0.1", "2001:db8::1"):
        assert guesses(organization, 6, **{"X-Forwarded-For": address}) == [401] * 5 + [429]
    assert guesses(organization, 1, **{"X-Forwarded-For": "192.0.2.1"}) == [429]
    assert guesses(organization, 1, **{"X-Forwarded-For": "192.0.2.3, 192.0.2.1"}) == [429]  # what came with it
    assert guesses(organization, 1, **{"X-Forwarded-For": "2001:db8::ffff"}) == [429]  # of the same network
    assert guesses(organization, 1, **{"X-Forwarded-For": "192.0.2.9"}) == [401]


def test_nobody_else_is_believed(limited: Limited) -> None:
    organization = limited("--most-guesses", "5")
    statuses = [guesses(organization, 1, **{"X-Forwarded-For": f"192.0.2.{n}"})[0] for n in range(6)]
    assert statuses == [401] * 5 + [429]


def test_a_revoked_token_ends_at_once_at_every_worker(directory: Path, figure: Figure) -> None:
    """Half a second it is known to both; they are told as soon as it ends."""
    data = str(directory / "data")
    with started(directory, "--workers", "2") as callpark:
        server = Server(callpark.ready()["url"], "")
        org = answer("org", "create", "Acme", "--data-dir", data)["id"]
        for _ in range(3):
            token = answer("token", "create", "--org", org, "--role", "full-admin", "--data-dir", data)
            for _ in range(20):  # until both workers know it
                with Api(server, token["token"]) as api:
                    assert api.get("/locations").status_code == 200
            answer("token", "revoke", token["id"], "--data-dir", data)
            time.sleep(1)
            statuses = set()
            for _ in range(20):
                with Api(server, token["token"]) as api:
                    statuses.add(api.get("/locations").status_code)
            assert statuses == {401}
    figure("tokens", "a revoked token was refused by every worker a second later, at the latest")


def test_whoever_revokes_a_token_tells_all_servers(direct_server: Server) -> None:
    """Without that it is known for half a second more: each is asked a moment after it was looked up and revoked.

    PgBouncer in transaction mode passes nothing on, so this is not for servers behind one.
    """
    organization, refused = new_organization(direct_server), 0
    for _ in range(5):
        token = organization.server.new_token(organization.id, Role.FULL)
        api = Api(organization.server, token.token)
        assert api.get("/locations").status_code == 200
        organization.server.revoke(token.id)
        time.sleep(0.1)
        refused += api.get("/locations").status_code == 401
    assert refused >= 3  # a busy machine may be late now and then


def test_a_token_ends_when_its_time_is_up(organization: Organization) -> None:
    token = organization.server.token(organization.id, Role.FULL, name="Short")
    api = Api(organization.server, token)
    assert api.get("/locations").status_code == 200
    organization.server.execute(
        "UPDATE tokens SET expires = now() + interval '1 second' WHERE organization_id = $1 AND name = 'Short'",
        organization.id,
    )
    time.sleep(2)
    assert refusal(api.get("/locations"))[0] == 401


def test_a_secret_is_nowhere_but_with_its_owner(directory: Path) -> None:
    """Neither in the files of the database nor in the log nor in what `ps` shows."""
    with started(directory, "--log-level", "debug") as callpark:
        organization = organization_on(callpark.ready()["url"], directory / "data")
        assert organization.admin.get("/locations").status_code == 200
        seen = " ".join(part for one in callpark.family() for part in one.cmdline())
    secret = (organization.admin.token or "").split("_", 2)[2]
    files = [path for path in directory.rglob("*") if path.is_file()]
    assert len(files) > 100
    assert [path for path in files if secret.encode() in path.read_bytes()] == []
    assert secret not in seen


def test_pages_count_as_requests_do(limited: Limited) -> None:
    """Of the admin pages; signing in itself and what pages are made of do not."""
    organization = limited("--rate-limit", "5 per hour")
    visitor = Visitor(organization.server, organization.admin.token)
    replies = [visitor.get("/admin/locations") for _ in range(6)]
    refused = replies[-1]
    assert (refused.status_code, int(refused.headers["retry-after"]) > 0) == (429, True)
    assert "Too many requests" in problem(refused)
    assert refusal(organization.admin.get("/locations"))[0] == 429
    assert visitor.get("/admin/static/admin.css").status_code == 200
