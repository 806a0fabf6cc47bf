"""The cast of the tests: an organization of its own for each test, filled through the API as an integrator would."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import requests

from callpark import ids
from callpark.provisioning.access import Role
from callpark.provisioning.directory.organizations import create_organization
from callpark.provisioning.tokens import IssuedToken, create_token, revoke_token
from callpark.storage.database import Database

CALLING = "/telephony/config"
TOKEN_END_SECONDS = 1  # until every worker knows that a token has ended
ADDRESS = {"address1": "1 Main Street", "city": "Juneau", "state": "AK", "postalCode": "99801", "country": "US"}


@dataclass
class Server:
    """A running callpark: where it answers, the database it was given, and PostgreSQL itself if that isn't the same."""

    url: str
    database_url: str
    postgres_url: str = ""

    def __post_init__(self) -> None:
        self.postgres_url = self.postgres_url or self.database_url

    def organization(self, name: str = "Acme", partner_id: UUID | None = None) -> UUID:
        return asyncio.run(self._with_database(lambda db: create_organization(db, name, partner_id)))

    def token(self, organization_id: UUID, role: Role, **options: Any) -> str:
        return self.new_token(organization_id, role, **options).token

    def new_token(self, organization_id: UUID, role: Role, **options: Any) -> IssuedToken:
        return asyncio.run(  # type: ignore[no-any-return]
            self._with_database(lambda db: create_token(db, organization_id=organization_id, role=role, **options))
        )

    def revoke(self, token_id: UUID) -> None:
        asyncio.run(self._with_database(lambda db: revoke_token(db, token_id)))

    def execute(self, statement: str, *values: Any) -> None:
        """What no request can bring about, such as the passing of time."""

        async def work(database: Database) -> None:
            async with database.connection() as connection:
                await connection.execute(statement, *values)

        asyncio.run(self._with_database(work, self.postgres_url))

    @contextmanager
    def locked(self, table: str) -> Iterator[None]:
        """Somebody else holds the table, and every statement on it waits."""
        loop = asyncio.new_event_loop()
        connection = loop.run_until_complete(asyncpg.connect(self.postgres_url))
        loop.run_until_complete(connection.execute(f"BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
        try:
            yield
        finally:
            loop.run_until_complete(connection.close())
            loop.close()

    @contextmanager
    def held(self, table: str, id: UUID, *, seconds: float) -> Iterator[None]:
        """Somebody else holds a row of the table for that long, and every statement that wants it waits."""

        async def hold() -> None:
            connection = await asyncpg.connect(self.postgres_url)
            try:
                async with connection.transaction():
                    await connection.execute(f"SELECT FROM {table} WHERE id = $1 FOR UPDATE", id)
                    holds.set()
                    await asyncio.sleep(seconds)
            finally:
                await connection.close()

        holds = threading.Event()
        holder = threading.Thread(target=lambda: asyncio.run(hold()), daemon=True)
        holder.start()
        assert holds.wait(10)
        try:
            yield
        finally:
            holder.join()

    async def _with_database(self, work: Any, url: str = "") -> Any:
        async with Database(url or self.database_url, connections=1) as database:
            return await work(database)


class Api(requests.Session):
    """An HTTP client that is one caller: paths are relative to /v1, answers are returned whatever their status."""

    def __init__(self, server: Server, token: str | None) -> None:
        super().__init__()
        self.trust_env = False
        self.token = token
        self.base = server.url + "/v1"
        if token:
            self.headers["Authorization"] = f"Bearer {token}"

    def request(self, method: str, url: str, *args: Any, **options: Any) -> requests.Response:
        options.setdefault("timeout", 30)
        return super().request(method, url if url.startswith("http") else self.base + url, *args, **options)


def refusal(reply: requests.Response) -> tuple[int, int, str]:
    """Status, code and message of an error answer, after a look at its form."""
    body = reply.json()
    assert set(body) == {"errorCode", "message", "errors", "trackingId"}, body
    assert body["trackingId"] == reply.headers["trackingid"]
    assert [set(error) for error in body["errors"]] == [{"description", "errorCode"}]
    assert len(reply.content) <= 4096
    return reply.status_code, body["errors"][0]["errorCode"], body["message"]


@dataclass
class Organization:
    """An organization with an administrator of each role, empty until a test fills it."""

    server: Server
    id: UUID
    admin: Api
    reader: Api

    @property
    def public_id(self) -> str:
        return ids.public_id(ids.Kind.ORGANIZATION, self.id)

    def api(self, role: Role, **options: Any) -> Api:
        return Api(self.server, self.server.token(self.id, role, **options))

    def location_admin(self, *locations: str) -> Api:
        return self.api(Role.LOCATION, location_ids=[ids.uuid_of(one, ids.Kind.LOCATION) for one in locations])

    def plain_location(self, name: str) -> str:
        reply = self.admin.post("/locations", json=location_body(name))
        assert reply.status_code == 201, reply.text
        return reply.json()["id"]

    def location(self, name: str = "Alaska", prefix: str | None = None) -> str:
        """A location with calling."""
        location_id = self.plain_location(name)
        body = location_body(name) | {"id": location_id}
        assert self.admin.post(f"{CALLING}/locations", json=body).status_code == 201
        if prefix:
            path = f"{CALLING}/locations/{location_id}"
            assert self.admin.put(path, json={"routingPrefix": prefix}).status_code == 204
        return location_id

    def numbers(self, location: str, *numbers: str) -> None:
        reply = self.admin.post(f"{CALLING}/locations/{location}/numbers", json={"phoneNumbers": list(numbers)})
        assert reply.status_code == 201, reply.text

    def calling_license(self, name: str = "Webex Calling - Professional") -> str:
        licenses = self.admin.get("/licenses").json()["items"]
        return next(one["id"] for one in licenses if one["name"] == name)

    def person(
        self, location: str, name: str, extension: str | None = None, number: str | None = None, **more: Any
    ) -> str:
        """A person with calling; a number is added to the location's inventory first."""
        if number:
            self.numbers(location, number)
        first, _, last = name.partition(" ")
        body = {
            "emails": [f"{name.replace(' ', '.').lower()}@example.com"],
            "firstName": first,
            "lastName": last,
            "displayName": name,
            "licenses": [self.calling_license()],
            "locationId": location,
            **({"extension": extension} if extension else {}),
            **({"phoneNumbers": [{"type": "work", "value": number}]} if number else {}),
        }
        reply = self.admin.post("/people", json=body | more, params={"callingData": "true"})
        assert reply.status_code == 200, reply.text
        return reply.json()["id"]

    def workspace(self, location: str, name: str, extension: str) -> str:
        calling = {"type": "webexCalling", "webexCalling": {"locationId": location, "extension": extension}}
        body = {"displayName": name, "locationId": location, "supportedDevices": "phones", "calling": calling}
        reply = self.admin.post("/workspaces", json=body)
        assert reply.status_code == 201, reply.text
        return reply.json()["id"]

    def virtual_line(self, location: str, first: str, last: str, extension: str) -> str:
        body = {"firstName": first, "lastName": last, "locationId": location, "extension": extension}
        return self._created(f"{CALLING}/virtualLines", body)

    def hunt_group(self, location: str, name: str = "Support", extension: str = "7000") -> str:
        body = {
            "name": name,
            "extension": extension,
            "enabled": True,
            "callPolicies": {"policy": "CIRCULAR"},
            "agents": [],
        }
        return self._created(f"{CALLING}/locations/{location}/huntGroups", body)

    def call_park_extension(self, location: str, name: str, extension: str) -> str:
        body = {"name": name, "extension": extension}
        return self._created(f"{CALLING}/locations/{location}/callParkExtensions", body)

    def call_park(self, location: str, name: str, **more: Any) -> str:
        body = {"name": name, "recall": {"option": "ALERT_PARKING_USER_ONLY"}, **more}
        return self._created(f"{CALLING}/locations/{location}/callParks", body)

    def _created(self, path: str, body: dict[str, Any]) -> str:
        reply = self.admin.post(path, json=body)
        assert reply.status_code in (200, 201), reply.text
        return reply.json()["id"]


def location_body(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "timeZone": "America/Juneau",
        "preferredLanguage": "en_us",
        "announcementLanguage": "en_us",
        "address": ADDRESS,
    }


def new_organization(server: Server, name: str = "Acme") -> Organization:
    organization_id = server.organization(name)
    admin = Api(server, server.token(organization_id, Role.FULL))
    reader = Api(server, server.token(organization_id, Role.READ_ONLY))
    return Organization(server, organization_id, admin, reader)
