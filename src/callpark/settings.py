"""What an operator can set: one list. Each is an option of the commands that use it, and an environment variable."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Setting(Generic[T]):
    """`option` on the command line, `variable` in the environment; the option wins.

    `otherwise` says what happens by default where `default`, None, does not.
    """

    option: str
    variable: str
    default: T
    meaning: str
    otherwise: str = ""


HOST: Final = Setting(option="--host", variable="CALLPARK_HOST", default="127.0.0.1", meaning="Address to listen on.")
PORT: Final = Setting(option="--port", variable="CALLPARK_PORT", default=8080, meaning="TCP port; 0 takes a free one.")
ALLOW_PLAIN_HTTP: Final = Setting(
    option="--allow-plain-http",
    variable="CALLPARK_ALLOW_PLAIN_HTTP",
    default=False,
    meaning="Listen without TLS on an address other hosts can reach: tokens then cross the network unprotected.",
)
TLS_CERT: Final = Setting(
    option="--tls-cert",
    variable="CALLPARK_TLS_CERT",
    default=None,
    otherwise="plain HTTP",
    meaning="Serve HTTPS: the PEM file of the certificate and its chain, read when the server starts.",
)
TLS_KEY: Final = Setting(
    option="--tls-key",
    variable="CALLPARK_TLS_KEY",
    default=None,
    otherwise="looked for in the file of `--tls-cert`",
    meaning="The PEM file of the certificate's private key, not encrypted.",
)
PUBLIC_URL: Final = Setting(
    option="--public-url",
    variable="CALLPARK_PUBLIC_URL",
    default=None,
    otherwise="what a listed proxy says, else the scheme and host of each request",
    meaning="Scheme and host by which clients reach this server, such as https://callpark.example.com: "
    "links to next pages start with it.",
)
TRUSTED_PROXY: Final = Setting(
    option="--trusted-proxy",
    variable="CALLPARK_TRUSTED_PROXY",
    default=None,
    otherwise="nobody",
    meaning="IP address or network (CIDR) of a proxy whose X-Forwarded-Proto and X-Forwarded-Host are believed; "
    "give it again for another, or join several with commas.",
)
WORKERS: Final = Setting(option="--workers", variable="CALLPARK_WORKERS", default=1, meaning="Serving processes.")
DATA_DIR: Final = Setting(
    option="--data-dir",
    variable="CALLPARK_DATA_DIR",
    default=None,
    otherwise="/var/lib/callpark as root, else ~/.local/share/callpark",
    meaning="Directory of the embedded PostgreSQL.",
)
DATABASE_URL: Final = Setting(
    option="--database-url",
    variable="CALLPARK_DATABASE_URL",
    default=None,
    otherwise="the embedded PostgreSQL",
    meaning="A PostgreSQL of yours, 15 or newer: postgresql://user:password@host:port/name; "
    "a PgBouncer in transaction mode: the same with ?pool_mode=transaction at its end.",
)
POSTGRES_BIN: Final = Setting(
    option="--postgres-bin",
    variable="CALLPARK_POSTGRES_BIN",
    default=None,
    otherwise="the wheel's, else the machine's newest",
    meaning="Directory of the PostgreSQL programs to embed.",
)
CONNECTIONS: Final = Setting(
    option="--connections",
    variable="CALLPARK_CONNECTIONS",
    default=10,
    meaning="Database connections of each worker.",
)
MOST_WAITING: Final = Setting(
    option="--most-waiting",
    variable="CALLPARK_MOST_WAITING",
    default=2000,
    meaning="Requests of a worker that may wait for a connection; one more is answered 503.",
)
STATEMENT_SECONDS: Final = Setting(
    option="--statement-seconds",
    variable="CALLPARK_STATEMENT_SECONDS",
    default=5.0,
    meaning="How long a statement may take; then the request is answered 504.",
)
RATE_LIMIT: Final = Setting(
    option="--rate-limit",
    variable="CALLPARK_RATE_LIMIT",
    default=None,
    otherwise="no limit",
    meaning="Requests that each token may send, such as 300/minute or 10/second; one more is answered 429. "
    "Each worker counts for itself and has its share of it.",
)
MOST_GUESSES: Final = Setting(
    option="--most-guesses",
    variable="CALLPARK_MOST_GUESSES",
    default=60,
    meaning="Requests a minute with a wrong token that an address may send to a worker before it is answered 429; "
    "0 means any number.",
)
LOG_LEVEL: Final = Setting(
    option="--log-level",
    variable="CALLPARK_LOG_LEVEL",
    default="warning",
    meaning="debug, info (a line for each request), warning or error; logs go to standard error as JSON.",
)

SETTINGS: Final[tuple[Setting[Any], ...]] = (
    HOST,
    PORT,
    ALLOW_PLAIN_HTTP,
    TLS_CERT,
    TLS_KEY,
    PUBLIC_URL,
    TRUSTED_PROXY,
    WORKERS,
    DATA_DIR,
    DATABASE_URL,
    POSTGRES_BIN,
    CONNECTIONS,
    MOST_WAITING,
    STATEMENT_SECONDS,
    RATE_LIMIT,
    MOST_GUESSES,
    LOG_LEVEL,
)


def default_data_dir() -> Path:
    """Where the embedded database lives unless told otherwise (XDG base directories for a user)."""
    if os.geteuid() == 0:
        return Path("/var/lib/callpark")
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "callpark"
