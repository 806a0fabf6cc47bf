"""What a browser sends: a form (application/x-www-form-urlencoded), each field a text, some of them repeated."""

from urllib.parse import parse_qsl

from starlette.types import Receive

from callpark.api.bodies import read
from callpark.errors import Invalid

FIELDS_MOST = 10_000
FILE_MOST = 8 * 1024 * 1024  # bytes of a form that may hold a file


class Form:
    def __init__(self, text: str) -> None:
        try:
            self.pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS_MOST, errors="strict")
        except ValueError:
            raise Invalid("The form could not be read.") from None
        if any("\0" in value for _, value in self.pairs):
            raise Invalid("The form holds a NUL character, which can't be stored.")

    def text(self, name: str, otherwise: str = "") -> str:
        """The field's last value."""
        return next((value for field, value in reversed(self.pairs) if field == name), otherwise)

    def all(self, name: str) -> list[str]:
        return [value for field, value in self.pairs if field == name]

    def __contains__(self, name: str) -> bool:
        return any(field == name for field, _ in self.pairs)


async def form_in(receive: Receive, most: int) -> Form:
    """TooLarge beyond `most` bytes."""
    return Form((await read(receive, most)).decode("utf-8", "replace"))
