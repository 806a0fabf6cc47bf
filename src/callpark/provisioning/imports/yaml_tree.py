"""YAML as a tree of texts, lists and mappings that knows its lines. Nothing else is read: no alias, no tag, no type.

So `no` is a name, `007` an extension, and no file can unfold into more than it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from callpark.errors import Invalid

if TYPE_CHECKING:
    import yaml

DEPTH_MOST: Final = 8
NULL: Final = ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class Node:
    """`value` is a text, a list, a mapping, or None where nothing is given. Lines count from 1."""

    line: int
    value: str | list["Node"] | dict[str, "Node"] | None


def documents(text: str) -> list[Node]:
    """Invalid, with the line, if it is no YAML or more than is read here."""
    import yaml  # 2 MB, for whoever imports some

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        events = yaml.parse(text, Loader=loader)
        return [_node(events, event, 0) for event in events if isinstance(event, yaml.NodeEvent)]
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Invalid(f"Line {line}: this is no YAML: {error.problem}.") from None
    except yaml.YAMLError as error:
        raise Invalid(f"This is no YAML: {error}.") from None


def _node(events: Iterator["yaml.Event"], event: "yaml.Event", depth: int) -> Node:
    from yaml import AliasEvent, MappingStartEvent, ScalarEvent, SequenceStartEvent

    line = event.start_mark.line + 1 if event.start_mark else 1
    if depth > DEPTH_MOST:
        raise Invalid(f"Line {line}: this is nested too deeply.")
    if isinstance(event, AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
        raise Invalid(f"Line {line}: anchors (&), aliases (*) and tags (!) are not read. Write it out.")
    match event:
        case ScalarEvent():
            plain = event.style in (None, "")
            return Node(line, None if plain and event.value in NULL else event.value)
        case SequenceStartEvent():
            return Node(line, [_node(events, one, depth + 1) for one in _inside(events)])
        case MappingStartEvent():
            return Node(line, _mapping(events, depth))
    raise Invalid(f"Line {line}: this can't be read.")


def _mapping(events: Iterator["yaml.Event"], depth: int) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for one in _inside(events):
        key = _node(events, one, depth + 1)
        if not isinstance(key.value, str):
            raise Invalid(f"Line {key.line}: a field needs a name.")
        if key.value in found:
            raise Invalid(f"Line {key.line}: {key.value} is given twice.")
        found[key.value] = _node(events, next(events), depth + 1)
    return found


def _inside(events: Iterator["yaml.Event"]) -> Iterator["yaml.Event"]:
    """The beginnings of what a list or a mapping holds, up to its end."""
    from yaml import CollectionEndEvent

    for event in events:
        if isinstance(event, CollectionEndEvent):
            return
        yield event
