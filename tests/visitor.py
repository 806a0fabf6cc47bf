"""Somebody at the admin pages, without script: follows redirects, keeps the cookie, fills in the forms there are."""

import re
from html import unescape
from urllib.parse import urlsplit

import requests

from cast import Server

COOKIE = "__Host-callpark"


class Visitor:
    """`requests` would not send a Secure cookie over plain HTTP to loopback, as browsers do; so this keeps it."""

    def __init__(self, server: Server, token: str | None = None) -> None:
        self.server = server
        self.cookie = ""
        self.at = ""
        if token:
            assert self.sign_in(token).status_code == 200

    def sign_in(self, token: str, **more: str) -> requests.Response:
        return self.post("/admin/sign-in", token=token, **more)

    def get(self, path: str) -> requests.Response:
        return self._followed("GET", path, None, {})

    def post(self, path: str, *pairs: tuple[str, str], origin: str | None = "", **fields: str) -> requests.Response:
        """A form sent from a page of the server; `origin` is another one's, or None for none."""
        headers = {} if origin is None else {"origin": origin or self.server.url}
        return self._followed("POST", path, [*pairs, *fields.items()], headers)

    def submit(
        self, page: requests.Response, *pairs: tuple[str, str], action: str = "", **fields: str
    ) -> requests.Response:
        """The page's form whose action holds `action`, with what stands in it, but for `fields`."""
        forms = re.findall(r'<form method="post" action="([^"]*)"[^>]*>(.*?)</form>', page.text, re.DOTALL)
        target, inside = next(
            form for form in forms if (action in form[0] and "sign-out" not in form[0]) or action == form[0]
        )
        given = [pair for pair in _values(inside) if pair[0] not in fields]
        return self.post(unescape(target), *given, *pairs, **fields)

    def _followed(self, method: str, path: str, form: object, headers: dict[str, str]) -> requests.Response:
        for _ in range(5):
            cookie = {"cookie": f"theme=dark; {COOKIE}={self.cookie}"} if self.cookie else {}
            reply = requests.request(
                method, self.server.url + path, data=form, headers=headers | cookie, allow_redirects=False, timeout=30
            )
            if given := reply.headers.get("set-cookie"):
                self.cookie = given.partition("=")[2].partition(";")[0]
            self.at = path
            if reply.status_code != 303:
                return reply
            method, path, form, headers = "GET", reply.headers["location"], None, {}
            assert urlsplit(path).netloc == ""
        raise AssertionError("it leads in circles")


def _values(inside: str) -> list[tuple[str, str]]:
    """The fields of a form as a browser would send them, without its buttons."""
    found = []
    for tag in re.findall(r"<input [^>]*>", inside):
        name, value = _attribute(tag, "name"), _attribute(tag, "value")
        chosen = " checked" in tag or not re.search(r'type="(radio|checkbox)"', tag)
        if name and chosen and " disabled" not in tag:
            found.append((name, "on" if value is None else value))
    for name, options in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', inside, re.DOTALL):
        values = re.findall(r'<option value="([^"]*)"( selected)?', options)
        chosen_values = [value for value, selected in values if selected] or [values[0][0]]
        found.append((name, unescape(chosen_values[0])))
    for name, text in re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', inside, re.DOTALL):
        found.append((name, unescape(text).replace("\n", "\r\n")))
    return found


def _attribute(tag: str, name: str) -> str | None:
    match = re.search(rf' {name}="([^"]*)"', tag)
    return unescape(match[1]) if match else None


def shown(page: requests.Response) -> str:
    """The text of a page, as it is read."""
    body = page.text[page.text.index("<main") :]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body))).strip()


def problem(page: requests.Response) -> str:
    match = re.search(r'<p class="problem" role="alert">(.*?)</p>', page.text, re.DOTALL)
    assert match, shown(page)
    return unescape(match[1])
