"""`callpark serve` and `callpark migrate`."""

import asyncio

from callpark import settings
from callpark.cli.options import (
    AllowPlainHttp,
    Connections,
    DatabaseUrl,
    DataDir,
    Host,
    LogLevel,
    MostGuesses,
    MostWaiting,
    Port,
    PostgresBin,
    PublicUrl,
    RateLimit,
    StatementSeconds,
    TlsCert,
    TlsKey,
    TrustedProxies,
    Workers,
    checked_address,
    checked_database,
)
from callpark.cli.output import Output, OutputOption, show
from callpark.errors import OperatorError
from callpark.server.logs import LEVELS, configure_logs
from callpark.server.postgres import joined, kept, migrated
from callpark.server.serving import Serving, bound_socket, end_at_signals
from callpark.server.serving import serve as serve_http
from callpark.storage.database import needs_migration


def serve(
    host: Host = settings.HOST.default,
    port: Port = settings.PORT.default,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
    workers: Workers = settings.WORKERS.default,
    allow_plain_http: AllowPlainHttp = settings.ALLOW_PLAIN_HTTP.default,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    public_url: PublicUrl = None,
    trusted_proxy: TrustedProxies = None,
    postgres_bin: PostgresBin = None,
    connections: Connections = settings.CONNECTIONS.default,
    most_waiting: MostWaiting = settings.MOST_WAITING.default,
    statement_seconds: StatementSeconds = settings.STATEMENT_SECONDS.default,
    rate_limit: RateLimit = settings.RATE_LIMIT.default,
    most_guesses: MostGuesses = settings.MOST_GUESSES.default,
    log_level: LogLevel = settings.LOG_LEVEL.default,
    output: OutputOption = Output.TABLE,
) -> None:
    """Serve the admin API until Ctrl-C."""
    if log_level not in LEVELS:
        raise OperatorError(f"--log-level: there is no level {log_level!r}.", f"Use one of {', '.join(LEVELS)}.")
    configure_logs(log_level)
    end_at_signals()
    serving = Serving(
        host=host,
        port=port,
        allow_plain_http=allow_plain_http,
        tls_cert=tls_cert,
        tls_key=tls_key,
        address=checked_address(public_url, trusted_proxy),
        workers=workers,
        connections=connections,
        most_waiting=most_waiting,
        statement_seconds=statement_seconds,
        rate_limit=rate_limit,
        most_guesses=most_guesses,
        log_level=log_level,
    )
    with bound_socket(serving) as bound, kept(*checked_database(database_url, data_dir), postgres_bin) as url:
        asyncio.run(migrated(url))
        serve_http(url, serving, bound, lambda base: show(output, {"url": base}))


def migrate(
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
    postgres_bin: PostgresBin = None,
    output: OutputOption = Output.TABLE,
) -> None:
    """Bring the database to this program's schema; the server does so by itself when it starts."""
    from callpark.storage.migrations import HEAD
    from callpark.storage.migrations.migrate import migrate as run_migrations

    with joined(*checked_database(database_url, data_dir), postgres_bin) as url:
        if asyncio.run(needs_migration(url)):
            run_migrations(url)
    show(output, {"revision": HEAD})
