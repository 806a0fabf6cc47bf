"""The API pages at /docs: the OpenAPI document as one page of HTML, without script and without any other host."""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from html import escape
from typing import Any, Final

Schema = dict[str, Any]

STYLE: Final = """
:root { color-scheme: light dark; --text: #1d2430; --soft: #5b6676; --line: #dfe3e9; --paper: #fff; --shade: #f5f7f9;
  --accent: #0b63b5; --get: #1a7f4b; --post: #0b63b5; --put: #9a5b00; --patch: #9a5b00; --delete: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e8ee; --soft: #9aa5b4; --line: #2f3742; --paper: #14181e;
  --shade: #1b2129; --accent: #6cb2f5; --get: #5fc98f; --post: #6cb2f5;
  --put: #e0a84e; --patch: #e0a84e; --delete: #f28b82; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; color: var(--text); background: var(--paper); font: 16px/1.55 system-ui, sans-serif;
  display: grid; grid-template-columns: 17rem minmax(0, 1fr); }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.5rem 1.25rem; background: var(--shade);
  border-right: 1px solid var(--line); font-size: .875rem; }
nav strong { display: block; margin: 1.25rem 0 .25rem; }
nav a { display: block; padding: .15rem 0; color: var(--soft); }
main { padding: 2rem clamp(1rem, 4vw, 3.5rem) 6rem; max-width: 62rem; }
a { color: var(--accent); text-decoration: none; } a:hover, a:focus-visible { text-decoration: underline; }
h1 { margin: 0 0 .25rem; font-size: 1.9rem; } h2 { margin: 3.5rem 0 0; font-size: 1.45rem; }
h3 { margin: 0 0 .5rem; font-size: 1.1rem; } h4 { margin: 1.25rem 0 .35rem; font-size: .9rem; color: var(--soft); }
section { margin-top: 1.5rem; padding: 1.25rem 1.4rem; border: 1px solid var(--line); border-radius: .6rem; }
section:target { border-color: var(--accent); }
p { margin: .35rem 0; } .soft { color: var(--soft); font-size: .9rem; }
code { font: .875em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.request { margin: 0 0 .6rem; padding: .5rem .75rem; background: var(--shade); border-radius: .4rem; }
.get, .post, .put, .patch, .delete { font-weight: 700; } .get { color: var(--get); } .post { color: var(--post); }
.put { color: var(--put); } .patch { color: var(--patch); } .delete { color: var(--delete); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th { text-align: left; color: var(--soft); font-weight: 600; }
th, td { padding: .4rem .75rem .4rem 0; vertical-align: top;
  border-bottom: 1px solid var(--line); } tr:last-child td { border-bottom: 0; } td:first-child { white-space: nowrap; }
@media (max-width: 60rem) { body { display: block; }
  nav { position: static; height: auto; max-height: 30vh; border-right: 0;
  border-bottom: 1px solid var(--line); } }
@media print { nav { display: none; } body { display: block; } section { break-inside: avoid; } }
"""

HEADERS: Final = {
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    f"style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


def page(document: Schema) -> str:
    """The page of all operations, their types, and the errors."""
    return "".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{_text(document['info']['title'])} API</title><style>{STYLE}</style></head><body>",
            *_navigation(document),
            "<main>",
            *_introduction(document),
            *_operations(document),
            *_types(document),
            *_errors(document),
            "</main></body></html>",
        ]
    )


def _navigation(document: Schema) -> Iterator[str]:
    yield '<nav aria-label="Operations">'
    for tag, operations in _by_tag(document):
        yield f"<strong>{_text(tag)}</strong>"
        for _, _, operation in operations:
            yield f'<a href="#{_text(operation["operationId"])}">{_text(operation["summary"])}</a>'
    yield '<strong>Reference</strong><a href="#types">Types</a><a href="#errors">Errors</a></nav>'


def _introduction(document: Schema) -> Iterator[str]:
    info, server = document["info"], document["servers"][0]["url"]
    yield f"<h1>{_text(info['title'])} API</h1><p>{_text(info['summary'])} Version {_text(info['version'])}.</p>"
    yield f"<p>Paths are relative to <code>{_text(server)}</code>. Send an access token with every request: "
    yield "<code>Authorization: Bearer TOKEN</code>. Bodies are JSON in UTF-8; "
    yield "unknown fields and parameters are ignored."
    yield ' The same as an OpenAPI document: <a href="/v1/openapi.json"><code>/v1/openapi.json</code></a>.</p>'


def _operations(document: Schema) -> Iterator[str]:
    for tag, operations in _by_tag(document):
        yield f"<h2>{_text(tag)}</h2>"
        for method, path, operation in operations:
            yield f'<section id="{_text(operation["operationId"])}"><h3>{_text(operation["summary"])}</h3>'
            yield f'<p class="request"><code><span class="{method}">{method.upper()}</span> {_text(path)}</code></p>'
            yield f'<p class="soft">{_text(operation["description"])}</p>'
            yield from _parameters(document, operation["parameters"])
            if body := operation.get("requestBody"):
                yield f"<h4>Body</h4><p>{_kind(_content(body))}</p>"
            for status, response in operation["responses"].items():
                if "$ref" not in response:
                    content = f": {_kind(_content(response))}" if "content" in response else ", without content"
                    yield f"<h4>Answer</h4><p>{status} {_text(response['description'])}{content}</p>"
            refused = [status for status, response in operation["responses"].items() if "$ref" in response]
            links = ", ".join(f'<a href="#error-{status}">{status}</a>' for status in refused)
            yield f'<p class="soft">Errors: {links}</p></section>'


def _parameters(document: Schema, parameters: list[Schema]) -> Iterator[str]:
    known = document["components"]["parameters"]
    rows = []
    for given in parameters:
        parameter = known[given["$ref"].rpartition("/")[2]] if "$ref" in given else given
        description = parameter.get("description") or parameter["schema"].get("description", "")
        schema = {name: value for name, value in parameter["schema"].items() if name != "description"}
        rows.append((parameter["name"], parameter["in"], _kind(schema), _text(description)))
    yield "<h4>Parameters</h4>"
    yield from _table(("name", "in", "value", ""), rows)


def _types(document: Schema) -> Iterator[str]:
    yield '<h2 id="types">Types</h2>'
    for name, schema in document["components"]["schemas"].items():
        yield f'<section id="type-{_text(name)}"><h3>{_text(name)}</h3>'
        if "description" in schema:
            yield f'<p class="soft">{_text(schema["description"])}</p>'
        if "properties" in schema:
            required = schema.get("required", [])
            rows = [
                (field, "required" if field in required else "", _kind(value), _text(_description(value)))
                for field, value in schema["properties"].items()
            ]
            yield from _table(("field", "", "value", ""), rows)
        else:
            yield f"<p>{_kind(schema)}</p>"
        yield "</section>"


def _errors(document: Schema) -> Iterator[str]:
    yield '<h2 id="errors">Errors</h2><p>Each has a code, a sentence and a tracking id: '
    yield f"{_kind({'$ref': '#/components/schemas/ErrorBody'})}.</p>"
    for status, response in document["components"]["responses"].items():
        yield f'<section id="error-{status}"><h3>{status}</h3><p>{_text(response["description"])}</p></section>'


def _by_tag(document: Schema) -> Iterator[tuple[str, list[tuple[str, str, Schema]]]]:
    for tag in document["tags"]:
        yield (
            tag["name"],
            [
                (method, path, operation)
                for path, methods in document["paths"].items()
                for method, operation in methods.items()
                if tag["name"] in operation["tags"]
            ],
        )


def _table(heads: Iterable[str], rows: Iterable[tuple[str, str, str, str]]) -> Iterator[str]:
    yield '<div class="wide"><table><tr>' + "".join(f'<th scope="col">{head}</th>' for head in heads) + "</tr>"
    for name, note, value, description in rows:
        yield f"<tr><td><code>{_text(name)}</code></td><td>{note}</td><td>{value}</td><td>{description}</td></tr>"
    yield "</table></div>"


def _description(schema: Schema) -> str:
    kinds = [schema, *schema.get("anyOf", []), schema.get("items", {})]
    return next((str(kind["description"]) for kind in kinds if "description" in kind), "")


def _kind(schema: Schema) -> str:
    """What values a schema allows, in words."""
    default = schema.get("default")
    end = f"; default <code>{_text(str(default).lower() if isinstance(default, bool) else default)}</code>"
    end = "" if default is None or default == [] else end
    if "$ref" in schema:
        name = _text(schema["$ref"].rpartition("/")[2])
        return f'<a href="#type-{name}">{name}</a>{end}'
    if "anyOf" in schema:
        return " or ".join(_kind(kind) for kind in schema["anyOf"]) + end
    if "enum" in schema:
        return ", ".join(f"<code>{_text(value)}</code>" for value in schema["enum"]) + end
    if schema.get("type") == "array":
        return f"array of {_kind(schema['items'])}{_bounds(schema, 'minItems', 'maxItems', 'items')}{end}"
    words = _text(schema.get("format") or schema.get("type") or "any value")
    unit = "characters" if schema.get("type") == "string" else ""
    bounds = _bounds(schema, "minLength", "maxLength", unit) or _bounds(schema, "minimum", "maximum", unit)
    return f"{words}{bounds}{end}"


def _bounds(schema: Schema, least: str, most: str, unit: str) -> str:
    low, high = schema.get(least), schema.get(most)
    if low is None and high is None:
        return ""
    words = f"{low} to {high}" if None not in (low, high) else f"from {low}" if high is None else f"up to {high}"
    return f", {words} {unit}".rstrip()


def _content(message: Schema) -> Schema:
    schema: Schema = message["content"]["application/json"]["schema"]
    return schema


def _text(value: object) -> str:
    return escape(str(value))
