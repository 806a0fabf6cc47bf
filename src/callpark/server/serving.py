"""Serving HTTP: one socket, one or more workers, and a clean end whatever signal comes."""

import http.client
import multiprocessing
import os
import signal
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from types import FrameType
from typing import TextIO

import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors import multiprocess as supervising
from uvicorn.supervisors.multiprocess import Multiprocess, Process

from callpark import settings
from callpark.api.address import PublicAddress
from callpark.api.app import create_app
from callpark.api.rate_limit import RateLimit
from callpark.errors import OperatorError
from callpark.provisioning.guesses import Guesses
from callpark.server import listening
from callpark.server.logs import configure_logs
from callpark.server.protocol import Protocol
from callpark.storage.database import Database
from callpark.web.pages import create_admin

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE_SECONDS = 8  # for requests that were accepted before the end


@dataclass(frozen=True, kw_only=True)
class Serving:
    """How to serve; see settings."""

    host: str
    port: int
    allow_plain_http: bool = settings.ALLOW_PLAIN_HTTP.default
    tls_cert: Path | None = None
    tls_key: Path | None = None
    address: PublicAddress = field(default_factory=PublicAddress)
    workers: int = settings.WORKERS.default
    connections: int = settings.CONNECTIONS.default
    most_waiting: int = settings.MOST_WAITING.default
    statement_seconds: float = settings.STATEMENT_SECONDS.default
    rate_limit: str | None = settings.RATE_LIMIT.default
    most_guesses: int = settings.MOST_GUESSES.default
    log_level: str = settings.LOG_LEVEL.default


def bound_socket(serving: Serving) -> socket.socket:
    """A socket bound to the address to serve on; refuses one that is taken, or open to others without consent.

    Whatever can't be served is said before anything is started.
    """
    check_serving(serving)
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


def check_serving(serving: Serving) -> None:
    """OperatorError if TLS, the rate limit or the address can't be meant so."""
    _check_tls(serving.tls_cert, serving.tls_key)
    if serving.rate_limit:
        RateLimit(serving.rate_limit, serving.workers)
    if not (serving.tls_cert or serving.allow_plain_http or _is_loopback(serving.host)):
        raise OperatorError(
            f"{serving.host} can be reached by other hosts, and this server speaks plain HTTP.",
            "Give it a certificate with --tls-cert and --tls-key, put a TLS proxy before 127.0.0.1, "
            "or accept the risk with --allow-plain-http.",
        )


def _check_tls(cert: Path | None, key: Path | None) -> None:
    if cert is None:
        if key is not None:
            raise OperatorError("--tls-key: there is no certificate for it.", "Give --tls-cert as well.")
        return
    for option, path in (("--tls-cert", cert), ("--tls-key", key or cert)):
        try:
            path.read_bytes()
        except OSError as error:
            raise OperatorError(f"{option}: {path} can't be read: {error.strerror}.", "Name a PEM file.") from error
    try:
        # A password, even an empty one, keeps OpenSSL from asking for it on the terminal.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key, password="")
    except (ssl.SSLError, ValueError) as error:
        raise OperatorError(
            f"--tls-cert, --tls-key: {cert} and {key or cert} are no certificate and its unencrypted key "
            f"({getattr(error, 'reason', None) or error}).",
            "Name PEM files: the certificate with its chain, and the private key that belongs to it.",
        ) from error


def serve(
    url: str,
    serving: Serving,
    bound: socket.socket,
    on_ready: Callable[[str], None],
    around: Callable[[ASGIApp], ASGIApp] | None = None,
) -> None:
    """Serves until a signal ends it; `on_ready` gets the base URL as soon as requests are answered.

    `around` puts something before the API, of one worker only: the test mode.
    """
    host, port = bound.getsockname()[:2]
    threading.Thread(target=_announce, args=(host, port, bool(serving.tls_cert), on_ready), daemon=True).start()
    config = uvicorn.Config(
        partial(_worker_app, url, serving, around),
        factory=True,
        loop="uvloop",
        http=Protocol,
        ws="none",
        interface="asgi3",
        lifespan="on",
        workers=serving.workers,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # api/address reads them
        ssl_certfile=serving.tls_cert,
        ssl_keyfile=serving.tls_key,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    if serving.workers == 1:
        _Server(config).run([bound])
    else:
        _Supervisor(config, [bound]).run()


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

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Everybody who was let in is answered; of several workers, the supervisor lets nobody in any more."""
        if self.config.workers == 1:
            listening.turn_away(sockets or ())
        await listening.emptied(sockets or ())
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A second Ctrl-C changes nothing: accepted requests have GRACE_SECONDS, whoever is in a hurry."""
        self.should_exit = True


class _Worker(Process):
    @property
    def server(self) -> uvicorn.Server:
        if self._server is None:
            self._server = _Server(self.config)
        return self._server


class _Supervisor(Multiprocess):
    def terminate_all(self) -> None:
        listening.turn_away(self.sockets)
        super().terminate_all()


supervising.Process = _Worker  # type: ignore[misc] # what Multiprocess makes its workers of, and there is no other way in


def end_at_signals() -> None:
    """While nothing is served yet, signals unwind the program, so that whatever was started is stopped."""
    for number in ENDING:
        signal.signal(number, _end)


def end_with(stream: TextIO) -> None:
    """Ends the program when whoever holds the other end of the stream is gone, however that ended."""

    def wait() -> None:
        stream.read()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


def _end(number: int, _: FrameType | None) -> None:
    raise SystemExit(0)


def _worker_app(url: str, serving: Serving, around: Callable[[ASGIApp], ASGIApp] | None) -> ASGIApp:
    """The app of one worker; made in the worker's own process."""
    configure_logs(serving.log_level)
    if parent := multiprocessing.parent_process():
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()
    app = create_app(
        Database(
            url,
            connections=serving.connections,
            most_waiting=serving.most_waiting,
            statement_seconds=serving.statement_seconds,
        ),
        serving.address,
        rate_limit=RateLimit(serving.rate_limit, serving.workers) if serving.rate_limit else None,
        guesses=Guesses(serving.most_guesses),
        admin=create_admin,
    )
    return around(app) if around else app


def _follow(parent: multiprocessing.process.BaseProcess) -> None:
    """Ends a worker whose supervisor was killed: nobody else would."""
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)


def _announce(host: str, port: int, tls: bool, on_ready: Callable[[str], None]) -> None:
    name = f"[{host}]" if ":" in host else host
    reachable = "localhost" if ip_address(host).is_unspecified else host
    while True:
        connection = _connection(reachable, port, tls)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == http.client.OK:
                break
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.02)
    on_ready(f"{'https' if tls else 'http'}://{name}:{port}")


def _connection(host: str, port: int, tls: bool) -> http.client.HTTPConnection:
    """To ourselves, so that nothing is asked of the certificate: it need not hold the address we listen on."""
    if not tls:
        return http.client.HTTPConnection(host, port, timeout=5)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return http.client.HTTPSConnection(host, port, timeout=5, context=context)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
