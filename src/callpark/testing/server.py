"""The server of the tests: a process of its own on a free port of loopback, with a database that is thrown away."""

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from callpark.testing.kit import Callpark

STARTING_SECONDS = 120
ENDING_SECONDS = 20


class CannotStart(RuntimeError):
    """The server did not start; the message has what it said."""


@contextmanager
def server(*, seed: int | None = 0, name: str = "Acme") -> Iterator[Callpark]:
    """A running server with a first organization, `name`. It ends with this context, and with this process.

    `seed`: the same ids for the same requests, in every run; None makes new ones. Raises CannotStart.
    """
    command = [sys.executable, "-P", "-m", "callpark", "test-server", "--end-with-stdin", "--output", "json"]
    command += [] if seed is None else ["--seed", str(seed)]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
        try:
            callpark = Callpark(_url(process, log))
            callpark.start_anew(name)
            yield callpark
        finally:
            assert process.stdin  # noqa: S101 – it is a pipe
            assert process.stdout  # noqa: S101
            process.stdin.close()
            try:
                process.wait(ENDING_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            process.stdout.close()


def _url(process: subprocess.Popen[bytes], log: IO[bytes]) -> str:
    assert process.stdout  # noqa: S101 – it is a pipe
    killer = threading.Timer(STARTING_SECONDS, process.kill)
    killer.start()
    line = process.stdout.readline()
    killer.cancel()
    if not line:
        log.seek(0)
        raise CannotStart(f"callpark's test server did not start. It said:\n{log.read().decode(errors='replace')}")
    url: str = json.loads(line)["url"]
    return url
