"""A location's call parks, their extensions and its settings as YAML: what `FIELDS` says, a document for each location.

What a file leaves out stays as it is. An agent is its extension or its id, alone or with its name for whoever reads it.
"""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from callpark.errors import Invalid
from callpark.parking.model import PAGE_MOST, CallParkExtensionOrder
from callpark.provisioning.access import Caller, Operation
from callpark.provisioning.call_park_extensions import list_call_park_extensions
from callpark.provisioning.call_park_settings import get_call_park_settings
from callpark.provisioning.call_parks import get_call_park, list_call_parks
from callpark.provisioning.directory.locations import require_calling_location
from callpark.provisioning.imports.wanted import (
    NothingElse,
    Wanted,
    WantedCallPark,
    WantedExtension,
    WantedSettings,
)
from callpark.provisioning.imports.work import Work
from callpark.provisioning.imports.yaml_tree import Node, documents
from callpark.storage.database import Database

FIELDS: Final = {
    "": ("location", "settings", "call_park_extensions", "call_parks"),
    "settings": ("recall", "hunt_group", "ring_pattern", "recall_time", "hunt_wait_time"),
    "call_park_extensions": ("extension", "name"),
    "call_parks": ("name", "recall", "hunt_group", "park_on_agents", "extensions", "agents"),
    "agents": ("extension", "id", "name"),
}
ENTRIES_MOST: Final = 5000
HEAD: Final = """\
# Call parks of a location. Change what is to be different and import it under Call parks, Import.
# An agent is its extension or its id; the names are for whoever reads this.
"""


def read(text: str, *, nothing_else: bool) -> list[Wanted]:
    """What a file wants, with what is wrong in an entry; Invalid if it can't be read at all.

    `nothing_else`: what a location has and its document has not is to be deleted.
    """
    found = [entry for node in documents(text) for entry in _location(node, nothing_else)]
    if not found:
        raise Invalid("The file says nothing of any location.")
    if len(found) > ENTRIES_MOST:
        raise Invalid(f"The file has more than {ENTRIES_MOST} entries: import it in parts.")
    return found


def _location(node: Node, nothing_else: bool) -> Iterator[Wanted]:
    fields = _fields(node, "")
    name = _text(fields, "location")
    if not name:
        raise Invalid(f"Line {node.line}: say which location this is about: `location: NAME`.")
    if "settings" in fields:
        yield _settings(fields["settings"], name)
    extensions = [_extension(one, name) for one in _list(fields, "call_park_extensions")]
    parks = [_call_park(one, name) for one in _list(fields, "call_parks")]
    yield from extensions
    yield from parks
    if nothing_else:
        yield NothingElse(
            line=0,
            location=name,
            name="",
            call_parks=frozenset(one.name for one in parks),
            extensions=frozenset(one.extension for one in extensions),
        )


def _settings(node: Node, location: str) -> Wanted:
    try:
        fields = _fields(node, "settings")
        return WantedSettings(
            line=node.line,
            location=location,
            name=location,
            recall=_optional(fields, "recall"),
            hunt_group=_text(fields, "hunt_group"),
            ring_pattern=_optional(fields, "ring_pattern"),
            recall_time=_seconds(fields, "recall_time"),
            hunt_wait_time=_seconds(fields, "hunt_wait_time"),
        )
    except Invalid as problem:
        return WantedSettings(line=node.line, location=location, name=location, problem=problem.message)


def _extension(node: Node, location: str) -> WantedExtension:
    extension = name = ""
    try:
        fields = _fields(node, "call_park_extensions")
        extension, name = _text(fields, "extension"), _text(fields, "name")
        return WantedExtension(line=node.line, location=location, name=name, extension=extension)
    except Invalid as problem:
        return WantedExtension(
            line=node.line, location=location, name=name, extension=extension, problem=problem.message
        )


def _call_park(node: Node, location: str) -> WantedCallPark:
    name = ""
    try:
        if isinstance(node.value, dict) and "name" in node.value:
            name = _text(node.value, "name")
        fields = _fields(node, "call_parks")
        return WantedCallPark(
            line=node.line,
            location=location,
            name=name,
            recall=_optional(fields, "recall"),
            hunt_group=_text(fields, "hunt_group"),
            park_on_agents=_yes_or_no(fields, "park_on_agents"),
            agents=[_agent(one) for one in _list(fields, "agents")] if "agents" in fields else None,
            extensions=[_said(one, "extensions") for one in _list(fields, "extensions")]
            if "extensions" in fields
            else None,
        )
    except Invalid as problem:
        return WantedCallPark(line=node.line, location=location, name=name, problem=problem.message)


def _agent(node: Node) -> str:
    if isinstance(node.value, str):
        return node.value
    fields = _fields(node, "agents")
    which = _text(fields, "extension") or _text(fields, "id")
    if not which:
        raise Invalid(f"Line {node.line}: an agent needs its extension or its id.")
    return which


def _fields(node: Node, of: str) -> dict[str, Node]:
    known = FIELDS[of]
    where = f"{of}: " if of else ""
    if not isinstance(node.value, dict):
        raise Invalid(f"Line {node.line}: {where}this needs fields: {', '.join(known)}.")
    for name, value in node.value.items():
        if name not in known:
            raise Invalid(f"Line {value.line}: {where}there is no field {name!r}. Use some of {', '.join(known)}.")
    return node.value


def _list(fields: dict[str, Node], name: str) -> list[Node]:
    node = fields.get(name, Node(0, None))
    if node.value is None:
        return []
    if not isinstance(node.value, list):
        raise Invalid(f"Line {node.line}: {name} needs a list, each item behind a `-`.")
    return node.value


def _said(node: Node, name: str) -> str:
    if not isinstance(node.value, str | None):
        raise Invalid(f"Line {node.line}: {name} needs one value.")
    return node.value or ""


def _text(fields: dict[str, Node], name: str) -> str:
    return _said(fields[name], name) if name in fields else ""


def _optional(fields: dict[str, Node], name: str) -> str | None:
    return _text(fields, name) or None


def _seconds(fields: dict[str, Node], name: str) -> int | None:
    given = _optional(fields, name)
    if given is None:
        return None
    if not (given.isascii() and given.isdecimal() and len(given) <= 6):
        raise Invalid(f"Line {fields[name].line}: {name} needs whole seconds.")
    return int(given)


def _yes_or_no(fields: dict[str, Node], name: str) -> bool | None:
    given = _optional(fields, name)
    if given not in (None, "true", "false"):
        raise Invalid(f"Line {fields[name].line}: {name} is true or false.")
    return None if given is None else given == "true"


async def write(database: Database, caller: Caller, tracking_id: str, location_id: UUID) -> str:
    """The location as it would be read in again."""
    import yaml

    work = Work(database, caller, tracking_id)
    grant = await work.grant(Operation.GET_CALL_PARK, location_id)
    location = await require_calling_location(database, grant, location_id)
    settings = await get_call_park_settings(database, grant, location_id)
    found: dict[str, Any] = {
        "location": location.name,
        "settings": {
            "recall": settings.recall_option.value,
            **({"hunt_group": settings.hunt_group_name} if settings.hunt_group_name else {}),
            "ring_pattern": settings.ring_pattern.value,
            "recall_time": settings.recall_time,
            "hunt_wait_time": settings.hunt_wait_time,
        },
        "call_park_extensions": [],
        "call_parks": [],
    }
    extensions, parks = found["call_park_extensions"], found["call_parks"]
    while page := await list_call_park_extensions(
        database,
        grant,
        location_id=location_id,
        name=None,
        extension=None,
        location_name=None,
        order=(CallParkExtensionOrder.EXTENSION,),
        start=len(extensions),
        most=PAGE_MOST,
    ):
        extensions += [{"extension": one.extension, "name": one.name} for one in page]
    while names := (
        await list_call_parks(
            database, grant, location_id, name=None, descending=False, start=len(parks), most=PAGE_MOST
        )
    )[1]:
        for name in names:
            park = await get_call_park(database, grant, location_id, name)
            parks.append(
                {
                    "name": park.name,
                    "recall": park.recall_option.value,
                    **({"hunt_group": park.hunt_group_name} if park.hunt_group_name else {}),
                    "park_on_agents": park.park_on_agents,
                    "extensions": [one.extension for one in park.extensions],
                    "agents": [_written(agent) for agent in park.listed_agents],
                }
            )
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text = yaml.dump(found, Dumper=dumper, sort_keys=False, allow_unicode=True, width=10**6)
    return f"{HEAD}{text}"


def _written(agent: dict[str, Any]) -> dict[str, str]:
    number = agent["numbers"][0] if agent["numbers"] else {}
    which = {"extension": number["extension"]} if "extension" in number else {"id": agent["id"]}
    return which | {"name": agent["displayName"]}
