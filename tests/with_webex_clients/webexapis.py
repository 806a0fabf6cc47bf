"""A stand-in for https://webexapis.com: for clients that know no other address.

A proxy on the loopback interface (RFC 9110 §9.3.6, CONNECT) takes their connections to webexapis.com, ends TLS with a
certificate of a throw-away CA, and passes the requests on to callpark. No other host can be reached through it.

From a shell: `python webexapis.py http://127.0.0.1:8080 COMMAND …` runs a command that way.
"""

import asyncio
import contextlib
import os
import re
import ssl
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import trustme

HOST = "webexapis.com"
GONE = (OSError, ssl.SSLError, asyncio.IncompleteReadError, asyncio.CancelledError)
"""A client that goes away, or the end of the proxy: nobody's fault."""


@contextlib.contextmanager
def webexapis(callpark: str) -> Iterator[dict[str, str]]:
    """The environment variables that lead a client to the callpark at that address."""
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(HOST).configure_cert(context)
    address = urlsplit(callpark)
    started: Future[tuple[int, Callable[[], Any]]] = Future()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(*GONE), contextlib.closing(writer):
            asked = await reader.readuntil(b"\r\n\r\n")
            if not asked.startswith(f"CONNECT {HOST}:443 ".encode()):
                writer.write(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n")
                await writer.drain()
                return
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            await writer.drain()
            await writer.start_tls(context)
            await _passed_on(reader, writer, address.hostname or "", address.port or 80)

    async def serve() -> None:
        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        stopped = asyncio.Event()
        stop = partial(asyncio.get_running_loop().call_soon_threadsafe, stopped.set)
        started.set_result((server.sockets[0].getsockname()[1], stop))
        await stopped.wait()
        server.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    port, stop = started.result(10)
    try:
        with tempfile.TemporaryDirectory() as directory:
            trusted = str(Path(directory, "ca.pem"))
            authority.cert_pem.write_to_path(trusted)
            proxy = f"http://127.0.0.1:{port}"
            yield {"HTTPS_PROXY": proxy, "SSL_CERT_FILE": trusted, "REQUESTS_CA_BUNDLE": trusted}
    finally:
        stop()
        thread.join()


async def _passed_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, port: int) -> None:
    """Requests with a header that tells they came over TLS, answers as they are."""
    answers, requests = await asyncio.open_connection(host, port)
    back = asyncio.ensure_future(_copied(answers, writer))
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
            body = await reader.readexactly(int(length[1])) if length else b""
            requests.write(head.removesuffix(b"\r\n") + b"X-Forwarded-Proto: https\r\n\r\n" + body)
            await requests.drain()
    finally:
        requests.close()
        back.cancel()


async def _copied(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    """Until the server ends it, as it does when nobody asks for a while; the client then has to connect anew."""
    with contextlib.suppress(OSError), contextlib.closing(target):
        while piece := await source.read(65536):
            target.write(piece)
            await target.drain()


if __name__ == "__main__":
    with webexapis(sys.argv[1]) as variables:
        sys.exit(subprocess.run(sys.argv[2:], env=os.environ | variables, check=False).returncode)
