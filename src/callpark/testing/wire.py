"""How the kit speaks to its server: JSON over loopback, past proxies, and past whatever a test does to `requests`."""

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 60


class Refused(AssertionError):
    """The server refused what the kit asked of it; the message is the server's own."""

    def __init__(self, method: str, path: str, status: int, body: Any) -> None:
        self.status = status
        self.body = body
        message = body.get("message") if isinstance(body, dict) else body
        super().__init__(f"{method} {path} was answered {status}: {message}")


@dataclass(frozen=True)
class Wire:
    url: str

    def __call__(
        self, method: str, path: str, content: Any = None, *, token: str | None = None, headers: Any = ()
    ) -> Any:
        """What the JSON of the answer holds, None without any; Refused unless it is a 2xx."""
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=TIMEOUT_SECONDS)
        try:
            sent = dict(headers)
            if token:
                sent["authorization"] = f"Bearer {token}"
            body = None
            if content is not None:
                body, sent["content-type"] = json.dumps(content).encode(), "application/json"
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        try:
            found = json.loads(text) if text else None
        except ValueError:
            found = text
        if not 200 <= answer.status < 300:
            raise Refused(method, path, answer.status, found)
        return found
