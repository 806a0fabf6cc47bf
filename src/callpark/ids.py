"""The public identifiers of the Webex API: base64 of `ciscospark://us/TYPE/tail`.

A call park's id wraps base64 of its *name*, so that a rename changes it; all others wrap a UUID, and a hunt group may
carry base64 of `user@domain` instead. Call park ids are written with their padding and all others without, as the API's
reference pages show them; both are read.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as BadBase64
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from uuid import UUID


class Kind(StrEnum):
    ORGANIZATION = "ORGANIZATION"
    LOCATION = "LOCATION"
    PEOPLE = "PEOPLE"
    PLACE = "PLACE"
    VIRTUAL_LINE = "VIRTUAL_LINE"
    HUNT_GROUP = "HUNT_GROUP"
    CALL_PARK = "CALL_PARK"
    CALL_PARK_EXTENSION = "CALL_PARK_EXTENSION"
    LICENSE = "LICENSE"
    ROLE = "ROLE"


AGENT_KINDS = (Kind.PEOPLE, Kind.PLACE, Kind.VIRTUAL_LINE)


class BadId(ValueError):
    """The text is no id of a wanted kind. Its sentence says what is wanted."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What an id refers to: `kind` is None when a bare UUID was given; one of `uuid` and `mailbox` is set."""

    kind: Kind | None
    uuid: UUID | None
    mailbox: str | None = None


_URN = re.compile(r"ciscospark://[^/]{1,64}/([A-Z_]+)/(.+)", re.DOTALL)
_WRITTEN = re.compile(r"Y2lzY29zcGFyazovL[A-Za-z0-9]+={0,2}")  # `ciscospark://` at the beginning of base64
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def public_id(kind: Kind, uuid: UUID) -> str:
    return _encoded(kind, str(uuid)).rstrip("=")


def hunt_group_id(uuid: UUID, mailbox: str | None) -> str:
    tail = str(uuid) if mailbox is None else b64encode(mailbox.encode()).decode()
    return _encoded(Kind.HUNT_GROUP, tail).rstrip("=")


def call_park_id(name: str) -> str:
    return _encoded(Kind.CALL_PARK, b64encode(name.encode()).decode())


def license_id(organization: UUID, kind: str, uuid: UUID) -> str:
    return _encoded(Kind.LICENSE, f"{organization}:{kind}_{uuid}").rstrip("=")


def reference(text: str, *kinds: Kind) -> Reference:
    """What `text`, an id of one of `kinds` or a bare UUID, refers to; BadId if it is neither."""
    if _UUID.fullmatch(text):
        return Reference(None, UUID(text))
    kind, tail = _decoded(text, *kinds)
    if _UUID.fullmatch(tail):
        return Reference(kind, UUID(tail))
    if kind is Kind.HUNT_GROUP and "@" in (mailbox := _unwrapped(tail)):
        return Reference(kind, None, mailbox)
    raise BadId(_wanted(kinds))


@lru_cache(maxsize=1024)  # the id of a location stands in most requests, and is read in a tenth of the time again
def uuid_of(text: str, *kinds: Kind) -> UUID:
    """The UUID that `text` wraps or is; BadId if it is no id of `kinds`."""
    uuid = reference(text, *kinds).uuid
    if uuid is None:
        raise BadId(_wanted(kinds))
    return uuid


def call_park_name(text: str) -> str:
    """The name that a call park's id wraps; BadId if `text` is none. The base64 inside may itself hold a slash."""
    _, tail = _decoded(text, Kind.CALL_PARK)
    return _unwrapped(tail)


def license_kind(text: str) -> tuple[UUID, str]:
    """The organization and the kind of licence (`BCSTD` …) that a licence's id names; BadId if it is none."""
    _, tail = _decoded(text, Kind.LICENSE)
    organization, _, rest = tail.partition(":")
    if not _UUID.fullmatch(organization) or "_" not in rest:
        raise BadId(_wanted((Kind.LICENSE,)))
    return UUID(organization), rest.partition("_")[0]


def readable(text: str) -> str:
    """`text` with ids by what they say: `<PEOPLE 11db2120…>`, `<CALL_PARK Front desk>`."""
    return _WRITTEN.sub(lambda found: _told(found[0]), text)


def _told(id: str) -> str:
    for kind in Kind:
        with suppress(BadId):
            if kind is Kind.CALL_PARK:
                return f"<{kind} {call_park_name(id)}>"
            return f"<{kind} {str(uuid_of(id, kind))[:8]}…>"
    return id


def _encoded(kind: Kind, tail: str) -> str:
    return b64encode(f"ciscospark://us/{kind}/{tail}".encode()).decode()


def _decoded(text: str, *kinds: Kind) -> tuple[Kind, str]:
    match = _URN.fullmatch(_unwrapped(text))
    if not match:
        raise BadId(_wanted(kinds) + " This is no id of this API.")
    found, tail = match.groups()
    if found not in kinds:
        known = f" This is a {found} id." if found in Kind.__members__ else ""
        raise BadId(_wanted(kinds) + known)
    return Kind(found), tail


def _unwrapped(text: str) -> str:
    try:
        return b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), validate=True).decode()
    except (BadBase64, ValueError):  # UnicodeDecodeError is a ValueError, so is a non-ASCII character
        return ""


def _wanted(kinds: tuple[Kind, ...]) -> str:
    return f"Give the id of a {', '.join(kinds[:-1])} or {kinds[-1]}." if kinds[1:] else f"Give a {kinds[0]} id."
