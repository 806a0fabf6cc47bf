"""The keeper of an embedded PostgreSQL: one data directory, one keeper, and no PostgreSQL that outlives it."""

import contextlib
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import IO, Self
from urllib.parse import quote

import structlog

from callpark.errors import DataDirectoryBusy, OperatorError
from callpark.storage.postgres_binaries import SOCKET, Account, Binaries, Postmaster, end_process, find_binaries

with contextlib.suppress(ImportError):  # Windows; `EmbeddedPostgres` says so in a sentence
    import fcntl

LOCK = "callpark.lock"
CLUSTER = "postgres"  # PostgreSQL's word for what PGDATA holds
LOG = "postgresql.log"
ROLE = DATABASE = "callpark"

LONGEST_SOCKET_PATH = 103  # sun_path: 104 bytes with its end on macOS, 108 on Linux
TMP = Path("/tmp")  # noqa: S108 - by mkdtemp only. Not $TMPDIR, which may be long, or closed to others
LARGEST_LOG = 5_000_000
PREDECESSOR_PATIENCE = 30.0  # seconds for what a killed server left to go away
RECOVERY_PATIENCE = 300.0  # after a kill PostgreSQL replays what it had not written to its tables yet
POLL = 0.02
SIGNS_OF_A_PREDECESSOR = ("pre-existing shared memory block", '"postmaster.pid" already exists')

USE_YOUR_OWN = "use --database-url postgresql://… with a PostgreSQL of your own"

# Written at every start. Only who runs it may connect, by the kernel's word (peer); root could become that user anyway.
HBA = f"local all {ROLE} peer map=callpark\nlocal replication {ROLE} peer map=callpark\n"
IDENT = f'callpark "{{user}}" {ROLE}\ncallpark root {ROLE}\n'

log = structlog.get_logger()


class EmbeddedPostgres:
    """Keeps a PostgreSQL running on a data directory between `start` and `stop`."""

    def __init__(self, data_dir: Path, *, binaries: Path | None = None) -> None:
        self._directory = data_dir.expanduser().resolve()
        self._cluster = self._directory / CLUSTER
        self._setting = binaries
        self._lock: _Lock | None = None
        self._socket_directory: Path | None = None
        self._monitor: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._spawning = threading.Lock()
        self._stopping = threading.Event()
        self._answered = threading.Event()  # the first start has come to its end, well or badly
        self._failure: BaseException | None = None

    @property
    def url(self) -> str:
        if self._socket_directory is None:
            raise RuntimeError("only a started PostgreSQL has a url")
        return _url(self._socket_directory)

    def start(self) -> None:
        """Come back when PostgreSQL accepts connections; make its data directory if there is none."""
        if sys.platform == "win32":
            raise OperatorError("The embedded PostgreSQL isn't available on Windows.", f"Use WSL 2, or {USE_YOUR_OWN}.")
        if self._lock is not None:
            raise RuntimeError("started already")
        self._stopping.clear()
        self._answered.clear()
        self._failure = None
        try:
            account = Account.for_data(self._cluster)
            make_directory(self._directory, account)
            self._lock = _Lock(self._directory / LOCK)
            self._start_under(self._lock, account)
        except OSError as error:
            self.stop()
            raise OperatorError(
                f"The data directory {self._directory} can't be used: {error}.",
                f"Look at its owner, its mode and the space on its disk, choose another --data-dir, or {USE_YOUR_OWN}.",
            ) from error
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End PostgreSQL, wait for it, and let go of the data directory. Again and again does no harm."""
        with self._spawning:  # from here on nothing new is started
            self._stopping.set()
        if self._process is not None:
            end_process(self._process)
        if self._monitor is not None:
            self._monitor.join()
        self._process = self._monitor = None
        _remove_socket_directory(self._socket_directory)
        self._socket_directory = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _start_under(self, lock: "_Lock", account: Account) -> None:
        _remove_socket_directory(lock.left_socket_directory)
        binaries = find_binaries(account, setting=self._setting, major=_major_of(self._cluster))
        if not self._cluster.exists():
            _make_cluster(self._cluster, binaries, account)
        _write_authentication(self._cluster, account)
        self._socket_directory = _socket_directory_for(self._cluster, account)
        lock.note(self._socket_directory)
        # A daemon, so that a program which ends without `stop` isn't held up: PostgreSQL ends with the thread.
        self._monitor = threading.Thread(target=self._keep, args=(binaries, account), name="PostgreSQL", daemon=True)
        self._monitor.start()
        self._answered.wait()
        if self._failure is not None:
            raise self._failure

    # --- the monitor's thread: it starts PostgreSQL, since whoever does so has to live as long as it -----------

    def _keep(self, binaries: Binaries, account: Account) -> None:
        try:
            self._launch(binaries, account)
        except BaseException as error:  # `start` raises it, in its own thread
            self._failure = error
            return
        finally:
            self._answered.set()
        pause = 0.1
        while (process := self._process) is not None and not self._stopping.is_set():
            since = time.monotonic()
            status = process.wait()
            if self._stopping.is_set():
                return
            log.warning("PostgreSQL ended; it is started again", exit_status=status, log=str(self._directory / LOG))
            if time.monotonic() - since > 60:
                pause = 0.1
            self._stopping.wait(pause)
            pause = min(2 * pause, 5.0)
            try:
                self._launch(binaries, account)
            except (OperatorError, OSError) as error:
                log.warning("PostgreSQL can't be started; it is tried again", reason=str(error))

    def _launch(self, binaries: Binaries, account: Account) -> None:
        """Start PostgreSQL and wait until it's ready, or until it shall stop."""
        deadline = time.monotonic() + PREDECESSOR_PATIENCE
        while True:
            Postmaster.end_predecessor(self._cluster)
            with _open_log(self._directory / LOG) as output:
                begin = output.tell()
                with self._spawning:
                    if self._stopping.is_set():
                        return
                    self._process = account.spawn(*self._command(binaries), stderr=output)
            if self._wait_until_ready(self._process) or self._stopping.is_set():
                return
            said = _last_lines((self._directory / LOG).read_bytes()[begin:].decode(errors="replace"))
            if not any(sign in said for sign in SIGNS_OF_A_PREDECESSOR) or time.monotonic() > deadline:
                raise OperatorError(
                    f"PostgreSQL doesn't start. The last lines of its log {self._directory / LOG}:\n{said}",
                    f"Put right what they name, often the space on the disk, and start again; or {USE_YOUR_OWN}.",
                )
            self._stopping.wait(0.1)

    def _command(self, binaries: Binaries) -> list[str | Path]:
        settings = (
            "listen_addresses=",
            "port=5432",
            f"unix_socket_directories={self._socket_directory}",
            "unix_socket_permissions=0700",
            "max_connections=100",
            "jit=off",  # compiling costs more than our short statements do
            "log_destination=stderr",
            "logging_collector=off",
        )
        options = [option for setting in settings for option in ("-c", setting)]
        return [binaries.directory / "postgres", "-D", self._cluster, *options]

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> bool:
        """False when it ended instead."""
        deadline = time.monotonic() + RECOVERY_PATIENCE
        while process.poll() is None and not self._stopping.is_set():
            postmaster = Postmaster.of(self._cluster)
            if postmaster is not None and postmaster.pid == process.pid and postmaster.ready:
                return True
            if time.monotonic() > deadline:
                end_process(process)
                return False
            time.sleep(POLL)
        return False


def running_url(data_dir: Path, *, patience: float = 10.0) -> str | None:
    """The url of the PostgreSQL that a running server keeps on this directory; None when no server does."""
    directory = data_dir.expanduser().resolve()
    deadline = time.monotonic() + patience
    while (holder := _holder_of(directory / LOCK)) is not None:
        postmaster = Postmaster.of(directory / CLUSTER)
        if postmaster is not None and postmaster.ready and postmaster.runs_on(directory / CLUSTER):
            return _url(postmaster.socket_directory)
        if time.monotonic() > deadline:
            raise OperatorError(
                f"The PostgreSQL of the callpark server with process id {holder}, in {directory}, isn't ready.",
                f"Look into {directory / LOG}, and try again.",
            )
        time.sleep(POLL)
    return None


def _url(socket_directory: Path) -> str:
    return f"postgresql://{ROLE}@/{DATABASE}?host={quote(str(socket_directory))}&port=5432"


class _Lock:
    """Held by the one keeper of a data directory; the kernel lets go of it when the keeper dies.

    The file names the holder's process id and the directory of PostgreSQL's socket.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.fdopen(_open_ours(path, os.O_RDWR), "r+")
        # Again for a moment: `_holder_of` takes the lock just to see whether it's free.
        for _ in range(25):
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(POLL)
        else:
            holder = self._file.readline().strip() or "unknown"
            self._file.close()
            raise DataDirectoryBusy(
                f"The data directory {path.parent} is kept by the callpark server with process id {holder}.",
                "Stop that server, or choose another --data-dir. "
                "(`callpark org` and `callpark token` join a running server by themselves.)",
            )
        lines = self._file.read().splitlines()
        self.left_socket_directory = Path(lines[1]) if len(lines) > 1 else None
        self._write(f"{os.getpid()}\n")

    def note(self, socket_directory: Path) -> None:
        self._write(f"{os.getpid()}\n{socket_directory}\n")

    def release(self) -> None:
        # The file stays: deleting it would let two keepers lock two files of one name.
        self._write("")
        self._file.close()

    def _write(self, text: str) -> None:
        self._file.seek(0)
        self._file.truncate()
        self._file.write(text)
        self._file.flush()


def _holder_of(lock: Path) -> str | None:
    try:
        with lock.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return file.readline().strip() or "unknown"
    except (FileNotFoundError, NotADirectoryError):
        pass
    except PermissionError as error:
        raise OperatorError(
            f"{lock.parent} can't be read: it belongs to another user.",
            "Run this as the user whom the callpark server runs as, or as root.",
        ) from error
    return None


def make_directory(directory: Path, account: Account) -> None:
    missing = [place for place in (directory, *directory.parents) if not place.exists()]
    # Before anything is made, since nothing can be made reachable below a directory that isn't.
    account.require_reach(missing[-1].parent if missing else directory)
    for place in reversed(missing):
        place.mkdir(0o700 if place == directory else 0o777)
        if not account.is_us:
            if place == directory:
                os.chown(place, account.uid, account.gid)
            else:
                place.chmod(0o755)  # root's umask may be a strict one


def _open_ours(path: Path, flags: int) -> int:
    """Open a file of the data directory, make it if missing; it belongs to whom the directory belongs to."""
    # O_NOFOLLOW: the directory may be another user's while we are root.
    descriptor = os.open(path, flags | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    if os.geteuid() == 0 and os.fstat(descriptor).st_size == 0:
        owner = path.parent.stat()
        os.fchown(descriptor, owner.st_uid, owner.st_gid)
    return descriptor


def _major_of(cluster: Path) -> int | None:
    if not cluster.exists():
        return None
    try:
        return int((cluster / "PG_VERSION").read_text())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise OperatorError(
            f"{cluster} exists, but is not PostgreSQL's.", "Move it away, or choose another --data-dir."
        ) from None


def _make_cluster(cluster: Path, binaries: Binaries, account: Account) -> None:
    """Under another name first: `cluster` exists only when it's complete, with its database."""
    partial = cluster.with_name(f"{CLUSTER}.partial-{secrets.token_hex(4)}")
    try:
        partial.mkdir(0o700)
        if not account.is_us:
            os.chown(partial, account.uid, account.gid, follow_symlinks=False)
        answer = binaries.make_cluster(partial, account, role=ROLE, database=DATABASE)
        if answer.returncode != 0:
            raise OperatorError(
                f"{binaries} can't make its data in {cluster.parent}. Its last lines:\n{_last_lines(answer.stdout)}",
                f"Put right what they name, often the space on the disk, and start again; or {USE_YOUR_OWN}.",
            )
        partial.rename(cluster)
        _sync_directory(cluster.parent)  # the new name; initdb wrote the contents to the disk
    finally:
        _remove_partial_clusters(cluster.parent)


def _remove_partial_clusters(directory: Path) -> None:
    deadline = time.monotonic() + PREDECESSOR_PATIENCE
    while partial := list(directory.glob(f"{CLUSTER}.partial-*")):
        for place in partial:
            # An initdb whose server was killed may be writing still, for a moment.
            with contextlib.suppress(OSError):
                shutil.rmtree(place)
        if time.monotonic() > deadline:
            raise OperatorError(f"{partial[0]} can't be removed.", "Remove it, and start again.")
        time.sleep(POLL)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_authentication(cluster: Path, account: Account) -> None:
    # By that user, not by us: what he could link to from his directory must not be written by root.
    script = 'umask 077; cat >"$1.new" && mv "$1.new" "$1"'
    for name, text in (("pg_hba.conf", HBA), ("pg_ident.conf", IDENT.format(user=account.name))):
        answer = account.run("/bin/sh", "-c", script, "sh", cluster / name, stdin=text)
        if answer.returncode != 0:
            raise OSError(answer.stdout.strip())


def _socket_directory_for(cluster: Path, account: Account) -> Path:
    """Among the data where that can be named in a url, in PostgreSQL's list of directories and within the limit."""
    short_enough = len(os.fsencode(cluster / SOCKET)) <= LONGEST_SOCKET_PATH
    if short_enough and re.fullmatch(r"[A-Za-z0-9_./-]+", str(cluster)):
        return cluster
    directory = Path(tempfile.mkdtemp(prefix="callpark-", dir=TMP))
    if not account.is_us:
        os.chown(directory, account.uid, account.gid)
    return directory


def _remove_socket_directory(directory: Path | None) -> None:
    # Only one of ours, whatever a lock file says that others may have written; and not the data.
    if directory is not None and directory.parent == TMP and directory.name.startswith("callpark-"):
        with contextlib.suppress(OSError):
            for name in (SOCKET, f"{SOCKET}.lock"):
                (directory / name).unlink(missing_ok=True)
            directory.rmdir()


def _open_log(path: Path) -> IO[bytes]:
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.replace(path.with_name(f"{LOG}.1"))
    return os.fdopen(_open_ours(path, os.O_WRONLY | os.O_APPEND), "ab")


def _last_lines(text: str) -> str:
    return "\n".join(text.strip().splitlines()[-10:])
