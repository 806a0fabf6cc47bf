"""The floor: callpark with two more answers, the same bytes for everybody, one of them behind the door.

`python floor.py DATABASE_URL FILE` serves the bytes of a file as `callpark serve` would; it prints its URL when ready.
"""

import json
import sys
from pathlib import Path
from typing import Any

import msgspec
from starlette.types import ASGIApp, Receive, Scope, Send

from callpark.api import app
from callpark.api.address import PublicAddress
from callpark.api.door import Answer, Call, Route
from callpark.provisioning.access import Operation
from callpark.server import serving
from callpark.storage.database import Database

BEHIND_THE_DOOR = "/telephony/config/locations/{locationId}/static"
BEFORE_THE_DOOR = "/static"


def serve(database_url: str, body: bytes) -> None:
    async def answer(call: Call) -> msgspec.Raw:
        return msgspec.Raw(body)

    def create_app(database: Database, address: PublicAddress, **limits: Any) -> ASGIApp:
        callpark, static = app.create_app(database, address, **limits), app.Shown(Answer(200, body))

        async def with_floor(scope: Scope, receive: Receive, send: Send) -> None:
            before = scope["type"] == "http" and scope["path"] == BEFORE_THE_DOOR
            await (static if before else callpark)(scope, receive, send)

        return with_floor

    app.ROUTES.append(Route("GET", BEHIND_THE_DOOR, Operation.GET_AVAILABLE_AGENTS, answer))
    serving.create_app = create_app
    how = serving.Serving(host="127.0.0.1", port=0)
    with serving.bound_socket(how) as bound:
        serving.serve(database_url, how, bound, lambda url: print(json.dumps({"url": url}), flush=True))


if __name__ == "__main__":
    serve(sys.argv[1], Path(sys.argv[2]).read_bytes())
