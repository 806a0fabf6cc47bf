"""The corpus over a socket: each request has its exact answer, none a 5xx, and a refusal changes nothing."""

import http.client
import json
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from cast import CALLING, Organization, Server, new_organization
from promises import Figure
from traps.corpus import CORPUS, CREATED, FINE, SECRET, Trap


@dataclass
class Target:
    organization: Organization
    location: str

    @property
    def parks(self) -> str:
        return f"{CALLING}/locations/{self.location}/callParks"

    def names(self) -> list[str]:
        return [park["name"] for park in self.organization.reader.get(self.parks).json()["callParks"]]


@pytest.fixture(scope="module")
def target(server: Server) -> Target:
    organization = new_organization(server)
    return Target(organization, organization.location())


def answer(target: Target, raw: bytes) -> tuple[http.client.HTTPResponse, bytes]:
    """The first answer to `raw`, sent as it is but for what stands for a path and a header."""
    authorization = f"Authorization: Bearer {target.organization.admin.token}"
    raw = raw.replace(b"PARKS", b"/v1" + target.parks.encode()).replace(b"AUTH", authorization.encode())
    address = urlsplit(target.organization.server.url)
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        connection.sendall(raw)
        reply = http.client.HTTPResponse(connection)
        reply.begin()
        return reply, reply.read()


@pytest.mark.parametrize("trap", CORPUS, ids=lambda trap: trap.name)
def test_it_has_its_exact_answer(target: Target, trap: Trap) -> None:
    before = target.names()
    reply, body = answer(target, trap.raw)
    told = json.loads(body)
    assert (reply.status, told.get("errorCode", 0)) == trap.answer, body[:300]
    for name, value in trap.headers.items():
        assert value in reply.headers[name]
    if trap.answer == FINE:
        return
    if trap.answer == CREATED:
        (made,) = set(target.names()) - set(before)
        target.organization.admin.delete(f"{target.parks}/{told['id']}")
        assert made
        return
    assert set(told) == {"errorCode", "message", "errors", "trackingId"}
    assert [set(error) for error in told["errors"]] == [{"errorCode", "description"}]
    assert reply.headers["trackingid"] == told["trackingId"]
    assert reply.headers["content-type"] == "application/json"
    assert len(body) <= 4096
    assert SECRET not in body.decode()
    assert target.names() == before


def test_there_are_enough_of_them_and_the_server_still_works(target: Target, figure: Figure) -> None:
    assert len({trap.name for trap in CORPUS}) == len(CORPUS) >= 80
    assert target.names() == []
    assert target.organization.admin.get(f"{target.organization.server.url}/readyz").status_code == 200
    figure(
        "errors", f"{len(CORPUS)} raw requests, each with its exact answer; no 5xx, and nothing changed by a refusal"
    )
