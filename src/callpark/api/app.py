"""The ASGI app: every route of the API, what it says of itself, `/livez` and `/readyz`."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import msgspec
from starlette.responses import Response
from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send

from callpark.api import audit, call_park_extensions, call_park_settings, call_parks, pages
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
from callpark.api.door import Answer, Resource, Route, send_answer, tracking_id_of
from callpark.api.openapi import document
from callpark.api.rate_limit import RateLimit
from callpark.api.refusals import WrongMethod, body_of
from callpark.api.routing import Paths
from callpark.errors import CallParkError
from callpark.provisioning.guesses import Guesses
from callpark.provisioning.tokens import Callers
from callpark.storage.database import Database, is_ready

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
    *audit.ROUTES,
]


def create_app(
    database: Database,
    address: PublicAddress,
    *,
    rate_limit: RateLimit | None = None,
    guesses: Guesses | None = None,
    admin: Callable[[Database, Callers, PublicAddress, RateLimit | None], ASGIApp] | None = None,
) -> ASGIApp:
    """The app over a database, which it opens when it starts and closes when it ends; `admin` makes its pages."""
    callers = Callers(database, guesses or Guesses())
    by_path: dict[str, list[Route]] = defaultdict(list)
    for route in ROUTES:
        by_path[route.path].append(route)
    described = document(ROUTES)
    html = pages.page(described).encode()
    paths = Paths[ASGIApp]()
    paths.add("/livez", Probe(None))
    paths.add("/readyz", Probe(database))
    paths.add("/v1/openapi.json", Shown(Answer(200, msgspec.json.encode(described))))
    paths.add("/docs", Shown(Answer(200, html, pages.HEADERS, "text/html; charset=utf-8")))
    for path, routes in by_path.items():
        paths.add(f"/v1{path}", Resource(database, callers, address, rate_limit, routes))
    unknown = Resource(database, callers, address, rate_limit, [])

    pages_of_admin = admin(database, callers, address, rate_limit) if admin else None

    async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
        if pages_of_admin and scope["path"].startswith("/admin"):
            await pages_of_admin(scope, receive, send)
            return
        resource, scope["path_params"] = paths.find(scope["path"]) or (unknown, {})
        await resource(scope, receive, send)

    @asynccontextmanager
    async def lifespan(_: ASGIApp) -> AsyncIterator[None]:
        async with database:
            hearing = asyncio.create_task(callers.hear())
            yield
            hearing.cancel()

    return Router(redirect_slashes=False, default=dispatch, lifespan=lifespan)


class Shown:
    """The same for everybody, without a token: what the API is."""

    def __init__(self, content: Answer) -> None:
        self._content = content

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        tracking_id, method = tracking_id_of(scope), scope["method"]
        result = self._content
        if method not in ("GET", "HEAD"):
            result = Answer(*body_of(WrongMethod("GET, HEAD"), tracking_id))
        await send_answer(send, result, tracking_id, head=method == "HEAD")


class Probe:
    """Answers 200 while the process lives and, given a database, while that can be used and has what it takes."""

    def __init__(self, database: Database | None) -> None:
        self._database = database

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ready = True
        if self._database:
            try:
                ready = await is_ready(self._database)
            except CallParkError:
                ready = False
        status, text = (200, '{"status":"ok"}') if ready else (503, '{"status":"unavailable"}')
        headers = {} if ready else {"retry-after": "1"}
        await Response(text, status, headers, "application/json")(scope, receive, send)
