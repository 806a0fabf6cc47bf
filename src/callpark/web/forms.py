"""What a browser sends: a form (application/x-www-form-urlencoded), each field a text, some of them repeated."""

from urllib.parse import parse_qsl

from starlette.types import Receive

from callpark.api.bodies import BODY_MOST
from callpark.api.refusals import TooLarge
from callpark.errors import Invalid

FIELDS_MOST = 10_000


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


async def form_in(receive: Receive) -> Form:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Invalid("The form did not arrive as a whole.")
        body += message.get("body", b"")
        if len(body) > BODY_MOST:
            raise TooLarge(BODY_MOST)
        if not message.get("more_body"):
            return Form(body.decode("utf-8", "replace"))
