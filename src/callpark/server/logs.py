"""Logs: one JSON object a line on standard error, so that nothing in a value can forge a line."""

import io
import logging
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from contextlib import suppress
from typing import Any, TextIO

import structlog

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}

# Their messages come from the program; those of others, PostgreSQL's above all, may repeat what was in a request.
TOLD = (AttributeError, TypeError, NameError, ImportError, AssertionError)


class _Lossy(io.TextIOBase):
    """A log on a full disk, or whose reader has gone, loses lines; no request fails for that."""

    def __init__(self, to: TextIO) -> None:
        self._to = to

    def write(self, text: str) -> int:
        with suppress(OSError):
            return self._to.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._to.flush()


def configure_logs(level: str) -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _with_traceback,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(_Lossy(sys.stderr)),  # type: ignore[arg-type] # all it asks for
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=max(LEVELS[level], logging.WARNING), stream=sys.stderr, format="%(name)s: %(message)s")


def _with_traceback(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if event.pop("exc_info", None) and (error := sys.exc_info()[1]):
        event["exception"] = "\nduring the handling of which:\n".join(reversed(list(_told(error))))
    return event


def _told(error: BaseException | None) -> Iterator[str]:
    """Where an error and those behind it came from, and of which kind they are."""
    while error:
        kind = f"{type(error).__module__}.{type(error).__qualname__}"
        more = str(error) if isinstance(error, TOLD) else getattr(error, "constraint_name", None) or ""
        yield "".join(traceback.format_tb(error.__traceback__)) + f"{kind}: {more}"
        error = error.__cause__ or error.__context__
