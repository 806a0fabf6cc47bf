"""The ASGI app: every route of the API, `/livez` and `/readyz`."""

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.responses import Response
from starlette.routing import Route as StarletteRoute
from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send

from callpark.api import call_park_extensions, call_park_settings, call_parks
from callpark.api.address import PublicAddress
from callpark.api.directory import (
    hunt_groups,
    licenses,
    locations,
    numbers,
    organizations,
    people,
    roles,
    virtual_lines,
    workspaces,
)
from callpark.api.door import Resource, Route
from callpark.errors import CallParkError
from callpark.storage.database import Database, is_migrated

ROUTES: list[Route] = [
    *call_parks.ROUTES,
    *call_park_settings.ROUTES,
    *call_park_extensions.ROUTES,
    *locations.ROUTES,
    *numbers.ROUTES,
    *people.ROUTES,
    *workspaces.ROUTES,
    *virtual_lines.ROUTES,
    *hunt_groups.ROUTES,
    *licenses.ROUTES,
    *organizations.ROUTES,
    *roles.ROUTES,
]


def create_app(database: Database, address: PublicAddress) -> ASGIApp:
    """The app over a database, which it opens when it starts and closes when it ends."""
    by_path: dict[str, list[Route]] = defaultdict(list)
    for route in ROUTES:
        by_path[route.path].append(route)
    resources = [
        StarletteRoute(f"/v1{path}", Resource(database, address, by_path[path]))
        for path in sorted(by_path, key=_literal_segments_first)
    ]
    probes = [StarletteRoute("/livez", Probe(None)), StarletteRoute("/readyz", Probe(database))]

    @asynccontextmanager
    async def lifespan(_: ASGIApp) -> AsyncIterator[None]:
        async with database:
            yield

    routes = [*probes, *resources]
    return Router(routes, redirect_slashes=False, default=Resource(database, address, []), lifespan=lifespan)


def _literal_segments_first(path: str) -> list[tuple[bool, str]]:
    """`callParks/availableUsers` is no call park of that id."""
    return [(segment.startswith("{"), segment) for segment in path.split("/")]


class Probe:
    """Answers 200 while the process lives and, given a database, while it can be used at the schema of this program."""

    def __init__(self, database: Database | None) -> None:
        self._database = database

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ready = True
        if self._database:
            try:
                ready = await is_migrated(self._database)
            except CallParkError:
                ready = False
        status, text = (200, '{"status":"ok"}') if ready else (503, '{"status":"unavailable"}')
        headers = {} if ready else {"retry-after": "1"}
        await Response(text, status, headers, "application/json")(scope, receive, send)
