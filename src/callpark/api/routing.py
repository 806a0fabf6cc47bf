"""Which resource a path names: literals before parameters, so that `callParks/availableUsers` is no call park's id."""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _Node(Generic[T]):
    literals: "dict[str, _Node[T]]" = field(default_factory=dict)
    parameter: "_Node[T] | None" = None
    found: tuple[T, tuple[str, ...]] | None = None  # what stands here, and what the parameters before it are called


class Paths(Generic[T]):
    """A tree of path segments, so that the number of paths does not matter to how long one is looked for."""

    def __init__(self) -> None:
        self._root = _Node[T]()

    def add(self, path: str, what: T) -> None:
        """`{name}` stands for any one segment that is not empty."""
        node, names = self._root, []
        for segment in path.split("/"):
            if segment.startswith("{"):
                names.append(segment[1:-1])
                node.parameter = node.parameter or _Node[T]()
                node = node.parameter
            else:
                node = node.literals.setdefault(segment, _Node[T]())
        node.found = what, tuple(names)

    def find(self, path: str) -> tuple[T, dict[str, str]] | None:
        """What `path` leads to, and its parameters by name."""
        values: list[str] = []
        found = _walked(self._root, path.split("/"), 0, values)
        return (found[0], dict(zip(found[1], values, strict=True))) if found else None


def _walked(node: _Node[T], segments: list[str], place: int, values: list[str]) -> tuple[T, tuple[str, ...]] | None:
    if place == len(segments):
        return node.found
    segment = segments[place]
    literal = node.literals.get(segment)
    if literal and (found := _walked(literal, segments, place + 1, values)):
        return found
    if node.parameter is None or not segment:
        return None
    values.append(segment)
    found = _walked(node.parameter, segments, place + 1, values)
    if found is None:
        values.pop()
    return found
