"""What callpark is compared with: the floor, and the peers of benchmarks/peers. Each runs on the server's core."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FLOOR = Path(__file__).with_name("floor.py")


@contextmanager
def floor(database_url: str, page: Path) -> Iterator[str]:
    """The URL of a server that answers this page to everybody."""
    command = [sys.executable, str(FLOOR), database_url, str(page)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            url: str = json.loads(process.stdout.readline())["url"]
            yield url
        finally:
            process.terminate()


def names(*, long: bool) -> list[str]:
    return []
