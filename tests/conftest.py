"""One running server for all tests, over a PostgreSQL of their own."""

import os
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from callpark.api.app import create_app
from callpark.storage.database import Database
from callpark.storage.migrations.migrate import migrate
from cast import Organization, Server, new_organization

os.environ["API_MODEL_ALLOW_EXTRA"] = "forbid"  # read when wxc_sdk is imported: an unknown key is an error then


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    url = os.environ["CALLPARK_TEST_DATABASE_URL"]
    migrate(url)
    app = create_app(Database(url))
    running = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", access_log=False))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.01)
    port = running.servers[0].sockets[0].getsockname()[1]
    yield Server(f"http://127.0.0.1:{port}", url)
    running.should_exit = True
    thread.join()


@pytest.fixture
def organization(server: Server) -> Organization:
    return new_organization(server)
