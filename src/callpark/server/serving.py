"""Serving HTTP: one socket, one or more workers, and a clean end whatever signal comes."""

import http.client
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from types import FrameType

import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from callpark import settings
from callpark.api.app import create_app
from callpark.errors import OperatorError
from callpark.server.logs import configure_logs
from callpark.storage.database import Database

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE_SECONDS = 8  # for requests that were accepted before the end


@dataclass(frozen=True, kw_only=True)
class Serving:
    """How to serve; see settings."""

    host: str
    port: int
    allow_plain_http: bool = settings.ALLOW_PLAIN_HTTP.default
    workers: int = settings.WORKERS.default
    connections: int = settings.CONNECTIONS.default
    most_waiting: int = settings.MOST_WAITING.default
    statement_seconds: float = settings.STATEMENT_SECONDS.default
    log_level: str = settings.LOG_LEVEL.default


def bound_socket(serving: Serving) -> socket.socket:
    """A socket bound to the address to serve on; refuses one that is taken, or open to others without consent."""
    if not (serving.allow_plain_http or _is_loopback(serving.host)):
        raise OperatorError(
            f"{serving.host} can be reached by other hosts, and this server speaks plain HTTP.",
            "Put a TLS proxy before 127.0.0.1, or accept the risk with --allow-plain-http.",
        )
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(serving.host, serving.port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, kind, protocol)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError as error:
        raise OperatorError(
            f"{serving.host}:{serving.port} can't be listened on: {error.strerror}.", "Choose another --host or --port."
        ) from error
    return bound


def serve(url: str, serving: Serving, bound: socket.socket, on_ready: Callable[[str], None]) -> None:
    """Serves until a signal ends it; `on_ready` gets the base URL as soon as requests are answered."""
    host, port = bound.getsockname()[:2]
    threading.Thread(target=_announce, args=(host, port, on_ready), daemon=True).start()
    config = uvicorn.Config(
        partial(_worker_app, url, serving),
        factory=True,
        loop="uvloop",
        http="httptools",
        ws="none",
        interface="asgi3",
        lifespan="on",
        workers=serving.workers,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    if serving.workers == 1:
        _Server(config).run([bound])
    else:
        Multiprocess(config, [bound]).run()


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals end the serving and are done with: uvicorn would raise them again in the middle of its loop's end."""
        for number in ENDING:
            signal.signal(number, self.handle_exit)
        try:
            yield
        finally:
            for number in ENDING:  # what is left to do is stopping, and has to be done
                signal.signal(number, signal.SIG_IGN)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A second Ctrl-C changes nothing: accepted requests have GRACE_SECONDS, whoever is in a hurry."""
        self.should_exit = True


def end_at_signals() -> None:
    """While nothing is served yet, signals unwind the program, so that whatever was started is stopped."""
    for number in ENDING:
        signal.signal(number, _end)


def _end(number: int, _: FrameType | None) -> None:
    raise SystemExit(0)


def _worker_app(url: str, serving: Serving) -> ASGIApp:
    """The app of one worker; made in the worker's own process."""
    configure_logs(serving.log_level)
    if parent := multiprocessing.parent_process():
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()
    return create_app(
        Database(
            url,
            connections=serving.connections,
            most_waiting=serving.most_waiting,
            statement_seconds=serving.statement_seconds,
        )
    )


def _follow(parent: multiprocessing.process.BaseProcess) -> None:
    """Ends a worker whose supervisor was killed: nobody else would."""
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)


def _announce(host: str, port: int, on_ready: Callable[[str], None]) -> None:
    name = f"[{host}]" if ":" in host else host
    reachable = "localhost" if ip_address(host).is_unspecified else host
    while True:
        connection = http.client.HTTPConnection(reachable, port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == http.client.OK:
                break
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.02)
    on_ready(f"http://{name}:{port}")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
