"""The journal as a page: what was asked, what was answered, what was probably meant; as curl, as pytest, as HAR.

Readable without script; the script copies and filters.
"""

import json
import shlex
from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Final
from urllib.parse import unquote, unquote_plus

from callpark import ids
from callpark.api.pages import STYLE as API_STYLE
from callpark.testmode.journal import Exchange

SCRIPT: Final = files("callpark.testmode").joinpath("journal.js").read_text("utf-8")
STYLE: Final = API_STYLE[: API_STYLE.index("* { box-sizing")] + files("callpark.testmode").joinpath(
    "journal.css"
).read_text("utf-8")

HEADERS: Final = {
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "connect-src 'self'; script-src 'self'; "
    f"style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}

SENT_BY_CLIENTS: Final = frozenset(
    ["accept", "accept-encoding", "authorization", "connection", "content-length", "host", "user-agent"]
)


def page(exchanges: list[Exchange], origin: str) -> str:
    """The newest exchange first."""
    counted = f"{len(exchanges)} request{'' if len(exchanges) == 1 else 's'}"
    listed = "".join(_exchange(one, origin) for one in reversed(exchanges)) or _EMPTY.format(origin=escape(origin))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>callpark · journal</title><style>{STYLE}</style>"
        '<script src="/testing/journal.js" defer></script></head><body><header><h1>Journal</h1>'
        f'<p class="soft"><span id="counted">{counted}</span>, the newest first. '
        "Tokens are never kept; what is copied takes <code>WEBEX_ACCESS_TOKEN</code> from the environment.</p>"
        '<p class="tools"><label class="scripted" hidden>Filter '
        '<input id="filter" type="search" placeholder="POST 409 callParks" autocomplete="off"></label> '
        '<button id="renew" class="scripted" hidden>Show new requests</button> '
        '<button id="clear" class="scripted" hidden>Clear</button> '
        '<a href="/testing/journal.har">HAR</a> <a href="/testing/journal">JSON</a> <a href="/docs">API</a></p>'
        f'<p id="said" role="status" class="soft"></p></header><main>{listed}</main></body></html>'
    )


_EMPTY: Final = (
    '<p class="empty">No request has arrived yet. Send one to <code>{origin}/v1/…</code> and show new requests.</p>'
)


def _exchange(one: Exchange, origin: str) -> str:
    refused = one.status is None or one.status >= 400
    status = "cut" if one.status is None else str(one.status)
    query = f"?{one.query}" if one.query else ""
    hints = "".join(f"<li>{escape(hint)}</li>" for hint in one.hints)
    fault = f'<span class="fault">fault: {escape(_fault(one))}</span>' if one.fault else ""
    line = (
        f'<span class="status {"bad" if refused else "good"}">{status}</span> '
        f'<b class="{escape(one.method.lower())}">{escape(one.method)}</b> '
        f"<code>{escape(ids.readable(unquote(one.path)))}{escape(ids.readable(unquote_plus(query)))}</code>"
        f'<span class="soft"> {escape(one.operation or "no operation")} · {one.milliseconds:g} ms · '
        f'<time datetime="{one.at.isoformat()}">{one.at:%H:%M:%S}</time></span> {fault}'
    )
    copying = f"{_copied('Copy as curl', curl(one, origin))} {_copied('Copy as pytest', pytest_code(one))}"
    return (
        f'<details class="exchange" id="exchange-{one.number}"><summary>{line}'
        + (f'<ul class="hints">{hints}</ul>' if hints else "")
        + "</summary>"
        + f'<p class="tools scripted" hidden>{copying}</p>'
        + _message("Request", f"{one.method} {one.path}{query}", one.request_headers, one.request_body)
        + _message("Answer", status, one.headers, one.body)
        + "</details>"
    )


def _copied(label: str, text: str) -> str:
    return f'<button class="copy" data-text="{escape(text)}">{label}</button>'


def _message(title: str, first: str, headers: list[tuple[str, str]], body: str) -> str:
    lines = "\n".join([first, *(f"{name}: {value}" for name, value in headers)])
    text = lines + (f"\n\n{_pretty(body)}" if body else "")
    return f"<h2>{title}</h2><pre>{escape(text)}</pre>"


def _pretty(body: str) -> str:
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body


def _fault(one: Exchange) -> str:
    fault = one.fault
    words = [name for name in ("cut", "half", "malformed") if getattr(fault, name)]
    words += [f"{name} {value}" for name in ("status", "link", "delay") if (value := getattr(fault, name))]
    return ", ".join(words)


def curl(one: Exchange, origin: str) -> str:
    """The request as a command; the token comes from the environment."""
    query = f"?{one.query}" if one.query else ""
    words = ["curl", "-sS", "-X", one.method, f"{origin}{one.path}{query}"]
    text = " ".join(shlex.quote(word) for word in words)
    if any(name == "authorization" for name, _ in one.request_headers):
        text += ' -H "Authorization: Bearer $WEBEX_ACCESS_TOKEN"'
    for name, value in _own_headers(one):
        text += f" -H {shlex.quote(f'{name}: {value}')}"
    return text + (f" --data-binary {shlex.quote(one.request_body)}" if one.request_body else "")


def pytest_code(one: Exchange) -> str:
    """A test that sends the request again and expects the answer's status."""
    query = f"?{one.query}" if one.query else ""
    headers = dict(_own_headers(one))
    lines = [
        "import os",
        "",
        "import requests",
        "",
        "",
        f"def test_{_name(one)}(callpark):",
        "    token = callpark.token()",
        "    reply = requests.request(",
        f"        {one.method!r},",
        f"        callpark.url + {one.path + query!r},",
        f'        headers={{"Authorization": f"Bearer {{token}}", **{headers!r}}},',
    ]
    if one.request_body:
        lines.append(f"        data={one.request_body!r}.encode(),")
    lines += ["        timeout=10,", "    )", f"    assert reply.status_code == {one.status}, reply.text", ""]
    return "\n".join(lines[2:] if "os." not in "".join(lines) else lines)


def _own_headers(one: Exchange) -> list[tuple[str, str]]:
    return [(name, value) for name, value in one.request_headers if name not in SENT_BY_CLIENTS]


def _name(one: Exchange) -> str:
    return (one.operation or "the request").replace(" ", "_").replace("'", "").lower()
