"""Options that several commands share, made from the list of settings."""

import os
import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any

import typer

from callpark import settings
from callpark.api.address import HOST, PublicAddress
from callpark.errors import OperatorError


def option(setting: settings.Setting[Any], *, variable: bool = True, **more: Any) -> Any:
    if variable:
        return typer.Option(setting.option, envvar=setting.variable, help=setting.meaning, **more)
    return typer.Option(setting.option, help=f"{setting.meaning} [env var: {setting.variable}]", **more)


Host = Annotated[str, option(settings.HOST)]
Port = Annotated[int, option(settings.PORT, min=0, max=65535)]
AllowPlainHttp = Annotated[bool, option(settings.ALLOW_PLAIN_HTTP)]
TlsCert = Annotated[Path | None, option(settings.TLS_CERT, dir_okay=False)]
TlsKey = Annotated[Path | None, option(settings.TLS_KEY, dir_okay=False)]
PublicUrl = Annotated[str | None, option(settings.PUBLIC_URL)]
# Its variable is read by checked_address: click would split it at blanks.
TrustedProxies = Annotated[list[str] | None, option(settings.TRUSTED_PROXY, variable=False, metavar="IP|CIDR")]
Workers = Annotated[int, option(settings.WORKERS, min=1, max=64)]
# Their variables are read by checked_database: an option of one has to win over the variable of the other.
DataDir = Annotated[Path | None, option(settings.DATA_DIR, variable=False, file_okay=False)]
DatabaseUrl = Annotated[str | None, option(settings.DATABASE_URL, variable=False)]
PostgresBin = Annotated[Path | None, option(settings.POSTGRES_BIN, file_okay=False)]
Connections = Annotated[int, option(settings.CONNECTIONS, min=1, max=1000)]
MostWaiting = Annotated[int, option(settings.MOST_WAITING, min=1)]
StatementSeconds = Annotated[float, option(settings.STATEMENT_SECONDS, min=0.1, max=600)]
RateLimit = Annotated[str | None, option(settings.RATE_LIMIT)]
MostGuesses = Annotated[int, option(settings.MOST_GUESSES, min=0)]
Seed = Annotated[int | None, typer.Option(min=0, max=2**31 - 1, help="The same new ids for the same requests.")]
LogLevel = Annotated[str, option(settings.LOG_LEVEL)]


def checked_database(database_url: str | None, data_dir: Path | None) -> tuple[str | None, Path | None]:
    """The database that was meant, by option or else by variable; OperatorError if two were."""
    if not (database_url or data_dir):
        database_url = os.environ.get(settings.DATABASE_URL.variable)
        variable = os.environ.get(settings.DATA_DIR.variable)
        data_dir = Path(variable) if variable else None
    if database_url and data_dir:
        raise OperatorError(
            f"{settings.DATA_DIR.option} and {settings.DATABASE_URL.option} exclude each other, and so do "
            f"{settings.DATA_DIR.variable} and {settings.DATABASE_URL.variable}.",
            "Give one of them.",
        )
    return database_url, data_dir


def checked_address(public_url: str | None, proxies: list[str] | None) -> PublicAddress:
    """Where clients reach the server, and whom to believe about it; OperatorError if it can't be meant."""
    url = (public_url or "").rstrip("/")
    if url and not re.fullmatch(rf"https?://{HOST.pattern}", url):
        raise OperatorError(
            f"{settings.PUBLIC_URL.option}: {public_url} is no scheme and host.",
            "Leave out the path (/v1 …), as in https://callpark.example.com.",
        )
    given = proxies or [os.environ.get(settings.TRUSTED_PROXY.variable, "")]
    texts = [text.strip() for value in given for text in value.split(",")]
    return PublicAddress(url=url or None, proxies=tuple(_network(text) for text in texts if text))


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        raise OperatorError(
            f"{settings.TRUSTED_PROXY.option}: {text} is neither an IP address nor a network.",
            "Give something like 10.0.0.7 or 10.0.0.0/24; names are not looked up.",
        ) from None
