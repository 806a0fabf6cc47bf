"""Two servers on one PostgreSQL, as two machines would be: what one does holds for the other."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from typing import Any

import pytest

from callpark.provisioning.access import Role
from cast import CALLING, TOKEN_END_SECONDS, Api, Organization, Server
from processes import Callpark, answer, new_directory
from promises import Figure

PARKER = {"option": "ALERT_PARKING_USER_ONLY"}


@pytest.fixture(scope="module")
def other(server: Server) -> Iterator[Server]:
    """The second machine, with two workers."""
    with new_directory() as path:
        where = ["--port", "0", "--workers", "2", "--database-url", server.database_url]
        with Callpark("serve", *where, log=path / "log") as callpark:
            yield Server(callpark.ready()["url"], server.database_url)


@pytest.fixture
def there(organization: Organization, other: Server) -> Api:
    """The organization's administrator at the second server."""
    return Api(other, organization.admin.token)


def status(api: Api) -> int:
    """Of a connection of its own, which may lead to any worker."""
    return api.get("/organizations", headers={"Connection": "close"}).status_code


def test_a_revoked_token_ends_at_both_within_a_second(
    organization: Organization, server: Server, other: Server
) -> None:
    database = ("--database-url", server.database_url)
    made = answer("token", "create", "--org", organization.public_id, "--role", Role.READ_ONLY, *database)
    both = Api(server, made["token"]), Api(other, made["token"])
    assert {status(api) for api in both * 10} == {200}
    answer("token", "revoke", made["id"], *database)
    time.sleep(TOKEN_END_SECONDS)
    assert {status(api) for api in both * 10} == {401}


def create_at_both(organization: Organization, there: Api, location: str, bodies: list[dict[str, Any]]) -> Counter[int]:
    """How often each status was answered, to creates that go to one and the other in turn."""
    path = f"{CALLING}/locations/{location}/callParks"
    servers = cycle([organization.admin, there])

    def create(body: dict[str, Any]) -> int:
        return next(servers).post(path, json=body).status_code

    with ThreadPoolExecutor(32) as clients:
        return Counter(clients.map(create, bodies))


def test_one_name_one_call_park(organization: Organization, there: Api, figure: Figure) -> None:
    location = organization.location()
    bodies = [{"name": "Reception", "recall": PARKER}] * 400
    assert create_at_both(organization, there, location, bodies) == {201: 1, 409: 399}
    figure("several-servers", "400 creates of one name at two servers at once: 1 × 201, 399 × 409")


def test_one_agent_one_call_park(organization: Organization, there: Api) -> None:
    location = organization.location()
    line = organization.virtual_line(location, "Sales", "Line", "8001")
    bodies = [{"name": f"Park {n}", "recall": PARKER, "agents": [line]} for n in range(400)]
    assert create_at_both(organization, there, location, bodies) == {201: 1, 409: 399}


def test_a_change_is_seen_at_once_by_the_other(organization: Organization, there: Api) -> None:
    location = organization.location()
    line = organization.virtual_line(location, "Sales", "Line", "8001")
    here, path = organization.admin, f"{CALLING}/locations/{location}/callParks"
    for n in range(20):
        one, two = (here, there) if n % 2 else (there, here)
        made = one.post(path, json={"name": f"Park {n}", "recall": PARKER, "agents": [line]}).json()["id"]
        assert [agent["id"] for agent in two.get(f"{path}/{made}").json()["agents"]] == [line]
        assert two.get(f"{path}/availableUsers").json()["agents"] == []
        renamed = two.put(f"{path}/{made}", json={"name": f"Renamed {n}", "agents": []}).json()["id"]
        assert one.get(f"{path}/{renamed}").json()["name"] == f"Renamed {n}"
        assert [agent["id"] for agent in one.get(f"{path}/availableUsers").json()["agents"]] == [line]
        assert one.delete(f"{path}/{renamed}").status_code == 204
        assert two.get(f"{path}/{renamed}").status_code == 404
