"""How a text is looked for inside folded names."""

from callpark.parking.names import folded


def contains(text: str) -> str:
    """The LIKE pattern of everything that contains `text`, ignoring case; `%` and `_` are characters like any other."""
    return "%" + folded(text).replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"


def begins_with(text: str) -> str:
    """The LIKE pattern of everything that begins with `text`, ignoring case."""
    return contains(text)[1:]
