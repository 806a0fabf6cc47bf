"""What callpark is compared with: the floor, and the peers of benchmarks/peers. Each runs on the server's core."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from cases import CREATE_2, REFERENCE, Case, of_peer
from filled import Location
from load import Load
from machine import SERVER, on

HERE = Path(__file__).parent
FLOOR = HERE / "floor.py"


@contextmanager
def floor(database_url: str, page: Path) -> Iterator[str]:
    """The URL of a server that answers this page to everybody."""
    command = [sys.executable, str(FLOOR), database_url, str(page)]
    with on(SERVER):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout
        try:
            url: str = json.loads(process.stdout.readline())["url"]
            yield url
        finally:
            process.terminate()


def names(*, long: bool) -> tuple[list[str], dict[str, str]]:
    """The peers of a run, and why some are left out."""
    from peers import peers

    wanted = [*peers.NAMES, *(peers.LONG_NAMES if long else [])]
    left_out = {name: why for name in wanted if (why := peers.missing(name))}
    return [name for name in wanted if name not in left_out], left_out


@contextmanager
def started(name: str, page: Path, database_url: str, here: Location, directory: Path) -> Iterator[Any]:
    from peers import peers

    with ExitStack() as stack:
        with on(SERVER):
            peer = stack.enter_context(
                peers.peer(name, page=page, database_url=database_url, here=here, directory=directory)
            )
        yield peer


def cases_of(peer: Any, directory: Path) -> Iterator[Case]:
    """The reference page, and the smaller create, with the same bodies as callpark's own."""
    yield Case(name=of_peer(peer.name, REFERENCE), measured=Load(url=peer.available_url, headers=peer.headers).measured)
    bodies = peer.here.write_bodies(directory / f"bodies-{peer.name}", 2)
    load = Load(url=peer.create_url, headers=peer.headers, bodies=bodies)
    yield Case(name=of_peer(peer.name, CREATE_2), measured=load.measured, after=peer.reset)
