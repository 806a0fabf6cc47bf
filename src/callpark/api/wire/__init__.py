"""The types of the wire: names, enums and limits as clients know them. Unknown fields of a request are ignored."""

from msgspec import Struct


class Request(Struct, rename="camel"):
    """A request's body."""


class Response(Struct, rename="camel", omit_defaults=True):
    """An answer's body. What has no value is left out."""


class Created(Struct):
    id: str
