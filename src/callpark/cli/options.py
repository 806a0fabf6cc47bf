"""Options that several commands share, made from the list of settings."""

from pathlib import Path
from typing import Annotated, Any

import typer

from callpark import settings


def option(setting: settings.Setting, **more: Any) -> Any:
    return typer.Option(setting.option, envvar=setting.variable, help=setting.meaning, **more)


Host = Annotated[str, option(settings.HOST)]
Port = Annotated[int, option(settings.PORT, min=0, max=65535)]
AllowPlainHttp = Annotated[bool, option(settings.ALLOW_PLAIN_HTTP)]
Workers = Annotated[int, option(settings.WORKERS, min=1, max=64)]
DataDir = Annotated[Path | None, option(settings.DATA_DIR, file_okay=False)]
DatabaseUrl = Annotated[str | None, option(settings.DATABASE_URL)]
PostgresBin = Annotated[Path | None, option(settings.POSTGRES_BIN, file_okay=False)]
Connections = Annotated[int, option(settings.CONNECTIONS, min=1, max=1000)]
MostWaiting = Annotated[int, option(settings.MOST_WAITING, min=1)]
StatementSeconds = Annotated[float, option(settings.STATEMENT_SECONDS, min=0.1, max=600)]
LogLevel = Annotated[str, option(settings.LOG_LEVEL)]
