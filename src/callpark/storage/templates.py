"""Clusters that were made and migrated once, and are copied for servers whose data are thrown away.

One is kept for each version of callpark, of its migrations and of PostgreSQL, in the user's own cache directory.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import structlog

from callpark import __version__
from callpark.storage.embedded import CLUSTER, EmbeddedPostgres, make_directory
from callpark.storage.migrations import HERE
from callpark.storage.postgres_binaries import Account, Binaries, find_binaries

log = structlog.get_logger()

Migrate = Callable[[str], None]


def copy_cluster(data_dir: Path, setting: Path | None, migrate: Migrate) -> None:
    """Puts a migrated cluster into a data directory that does not exist yet.

    Where no cache can be kept nothing happens, and the cluster is made when PostgreSQL is started.
    """
    account = Account.for_data(data_dir / CLUSTER)
    binaries = find_binaries(account, setting=setting, major=None)
    try:
        template = _template(binaries, setting, migrate)
        make_directory(data_dir, account)
        _copy(template, data_dir / CLUSTER, account)
    except (OSError, RuntimeError) as error:  # the latter of somebody without a home
        log.info("no template", why=str(error))
        shutil.rmtree(data_dir / CLUSTER, ignore_errors=True)


def _template(binaries: Binaries, setting: Path | None, migrate: Migrate) -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "callpark"
    cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    template = cache / f"cluster-{_digest(binaries)}"
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of several that start at once, one makes it
        if not template.exists():
            for outdated in cache.glob("cluster-*"):
                shutil.rmtree(outdated)
            _make(template, setting, migrate)
    return template


def _digest(binaries: Binaries) -> str:
    parts = [__version__.encode(), str(binaries).encode()]
    parts += [path.read_bytes() for path in sorted((HERE / "versions").glob("*.py"))]
    return sha256(b"\0".join(parts)).hexdigest()[:16]


def _make(template: Path, setting: Path | None, migrate: Migrate) -> None:
    with tempfile.TemporaryDirectory(prefix="callpark-template-") as name:
        directory = Path(name)
        directory.chmod(0o755)  # PostgreSQL's user has to reach what is below
        with EmbeddedPostgres(directory / "data", binaries=setting) as postgres:
            migrate(postgres.url)
        partial = template.with_name(f"partial-{template.name}")
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(directory / "data" / CLUSTER, partial)
        partial.rename(template)


def _copy(template: Path, cluster: Path, account: Account) -> None:
    shutil.copytree(template, cluster)
    if account.is_us:
        return
    for directory, _, names in os.walk(cluster):
        for path in (directory, *(os.path.join(directory, name) for name in names)):  # noqa: PTH118 – 1,200 of them
            os.chown(path, account.uid, account.gid)
