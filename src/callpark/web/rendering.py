"""Pages from templates: escaped by default, under a policy that lets nothing run but our own files."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

from callpark.parking.model import RecallOption

if TYPE_CHECKING:
    from jinja2 import Environment

HEADERS: Final = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}
STATIC: Final = {
    "admin.css": "text/css; charset=utf-8",
    "admin.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


@dataclass(kw_only=True)
class Page:
    """What is answered; `location` leads the browser on."""

    status: int = 200
    body: bytes = b""
    parts: AsyncIterator[bytes] | None = None
    """What is sent piece by piece instead of a body, while it comes about."""
    media_type: str = "text/html; charset=utf-8"
    location: str | None = None
    cookie: str | None = None
    headers: dict[str, str] = field(default_factory=lambda: dict(HEADERS))


def leading_to(location: str, cookie: str | None = None) -> Page:
    return Page(status=303, location=location, cookie=cookie)


def recall_in_words(option: str, hunt_group: str | None) -> str:
    group = hunt_group or "the hunt group"
    return {
        RecallOption.ALERT_PARKING_USER_ONLY: "whoever parked it",
        RecallOption.ALERT_PARKING_USER_FIRST_THEN_HUNT_GROUP: f"whoever parked it, then {group}",
        RecallOption.ALERT_HUNT_GROUP_ONLY: group,
    }[RecallOption(option)]


@cache
def _templates() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined  # 3 MB, for whoever uses the pages

    environment = Environment(
        loader=PackageLoader("callpark.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["recall"] = recall_in_words
    environment.filters["pieces"] = partial(re.split, r"(\{\w+\})")
    return environment


def page(template: str, *, status: int = 200, **context: Any) -> Page:
    return Page(status=status, body=_templates().get_template(template).render(context).encode())


@cache
def static(name: str) -> Page:
    from importlib.resources import files

    body = files("callpark.web").joinpath("static", name).read_bytes()
    return Page(body=body, media_type=STATIC[name], headers=HEADERS | {"cache-control": "max-age=3600"})
