"""Requests that break ordinary services, as they are sent, and the exact answer to each: status and code.

PARKS stands for the path of a location's call parks, AUTH for an administrator's Authorization header. What must not be
repeated in an answer is SECRET.
"""

import gzip
import json
from dataclasses import dataclass, field

SECRET = "zq9xv7"
CREATE = {"name": "Reception", "recall": {"option": "ALERT_PARKING_USER_ONLY"}}
JSON = b"Content-Type: application/json"

MALFORMED = (400, 90004)
INVALID = (400, 25024)
UNKNOWN = (401, 90100)
NO_RESOURCE = (404, 90401)
NO_MEDIA = (415, 91500)
TOO_LARGE = (413, 91300)
HEAD_TOO_LARGE = (431, 93100)
CREATED = (201, 0)
FINE = (200, 0)


@dataclass(frozen=True)
class Trap:
    name: str
    raw: bytes
    answer: tuple[int, int]
    headers: dict[str, str] = field(default_factory=dict)


def get(target: bytes, *headers: bytes, method: bytes = b"GET", version: bytes = b"HTTP/1.1") -> bytes:
    return b"\r\n".join([b"%s %s %s" % (method, target, version), b"Host: here", b"AUTH", *headers, b"", b""])


def post(body: bytes, *headers: bytes, kind: bytes = JSON, target: bytes = b"PARKS", method: bytes = b"POST") -> bytes:
    length = b"Content-Length: %d" % len(body)
    head = [b"%s %s HTTP/1.1" % (method, target), b"Host: here", b"AUTH", length, *([kind] if kind else []), *headers]
    return b"\r\n".join([*head, b"", body])


def body(**fields: object) -> bytes:
    return json.dumps(CREATE | fields).encode()


def with_(more: bytes) -> bytes:
    """The body of a create with one more member, as it is written."""
    return json.dumps(CREATE).encode()[:-1] + b", " + more + b"}"


MESSAGES = [
    Trap("no HTTP at all", b"hello\r\n\r\n", MALFORMED),
    Trap("a TLS client", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", MALFORMED),
    Trap("HTTP/2 by prior knowledge", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", MALFORMED),
    Trap("HTTP/0.9", b"GET /v1/locations\r\n\r\n", MALFORMED),
    Trap("a version that is none", get(b"PARKS", version=b"HTTP/9.9"), MALFORMED),
    Trap("a method that is none", get(b"PARKS", method=b"G@T"), MALFORMED),
    Trap("a method nobody knows", get(b"PARKS", method=b"FETCH"), MALFORMED),
    Trap("no Host", b"GET PARKS HTTP/1.1\r\nAUTH\r\n\r\n", MALFORMED),
    Trap("two Hosts", get(b"PARKS", b"Host: there"), MALFORMED),
    Trap("HTTP/1.0 without Host", b"GET PARKS HTTP/1.0\r\nAUTH\r\n\r\n", FINE),
    Trap("a blank in the path", get(b"PARKS /x"), MALFORMED),
    Trap("a NUL in the path", get(b"PARKS\0"), MALFORMED),
    Trap("a path that is not ASCII", get(b"PARKS/\xc3\xa9"), MALFORMED),
    Trap("CONNECT", get(b"here:80", method=b"CONNECT"), MALFORMED),
    Trap("OPTIONS of the server", get(b"*", method=b"OPTIONS"), NO_RESOURCE),
    Trap("a NUL in a header", get(b"PARKS", b"X: a\0b"), MALFORMED),
    Trap("a CR in a header", get(b"PARKS", b"X: a\rb"), MALFORMED),
    Trap("a header without colon", get(b"PARKS", b"nothing"), MALFORMED),
    Trap("a blank before the colon", get(b"PARKS", b"X : a"), MALFORMED),
    Trap("a folded header", get(b"PARKS", b"X: a\r\n b"), MALFORMED),
    Trap("a length that is no number", get(b"PARKS", b"Content-Length: ten"), MALFORMED),
    Trap("a negative length", get(b"PARKS", b"Content-Length: -1"), MALFORMED),
    Trap("two lengths", post(body(), b"Content-Length: 3"), MALFORMED),
    Trap("a length beyond 2^64", get(b"PARKS", b"Content-Length: 99999999999999999999999"), MALFORMED),
    Trap("a length and chunks", post(body(), b"Transfer-Encoding: chunked"), MALFORMED),
    Trap("chunks that are not last", get(b"PARKS", b"Transfer-Encoding: chunked, gzip", method=b"POST"), MALFORMED),
    Trap("a bad chunk", get(b"PARKS", JSON, b"Transfer-Encoding: chunked", method=b"POST") + b"xyz\r\n", MALFORMED),
    Trap(
        "a chunk longer than it says",
        get(b"PARKS", JSON, b"Transfer-Encoding: chunked", method=b"POST") + b"2\r\n{}{}\r\n0\r\n\r\n",
        MALFORMED,
    ),
    Trap("40 KB of headers", get(b"PARKS", *(b"X-%d: %s" % (n, b"x" * 1000) for n in range(40))), HEAD_TOO_LARGE),
    Trap("a header of 40 KB", get(b"PARKS", b"X: " + b"x" * 40_000), HEAD_TOO_LARGE),
    Trap("a header of 300 KB that does not end", get(b"PARKS", b"X: " + b"x" * 300_000)[:-4], HEAD_TOO_LARGE),
    Trap("a path of 40 KB", get(b"PARKS/" + b"x" * 40_000), HEAD_TOO_LARGE),
    Trap("headers of 31 KB", get(b"PARKS", b"X: " + b"x" * 31_000), FINE),
    Trap("an upgrade to a WebSocket", get(b"PARKS", b"Connection: Upgrade", b"Upgrade: websocket"), FINE),
    Trap("an upgrade to HTTP/2", get(b"PARKS", b"Connection: Upgrade", b"Upgrade: h2c"), FINE),
    Trap("a whole URL", get(b"http://here" + b"PARKS"), FINE),
]

WHO = [
    Trap("no token", b"GET PARKS HTTP/1.1\r\nHost: here\r\n\r\n", UNKNOWN, {"www-authenticate": "Bearer"}),
    Trap("two tokens", get(b"PARKS", b"Authorization: Bearer x"), UNKNOWN, {"www-authenticate": "Bearer"}),
    Trap("an empty token", b"GET PARKS HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer \r\n\r\n", UNKNOWN),
    Trap("another scheme", b"GET PARKS HTTP/1.1\r\nHost: here\r\nAuthorization: Basic eDp5\r\n\r\n", UNKNOWN),
    Trap(
        "a token of 20 KB",
        b"GET PARKS HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer " + SECRET.encode() * 3000 + b"\r\n\r\n",
        UNKNOWN,
        {"www-authenticate": 'error="invalid_token"'},
    ),
    Trap("a token of no ASCII", b"GET PARKS HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer \xff\r\n\r\n", UNKNOWN),
    Trap("a token in the query", b"GET PARKS?access_token=zq9xv7 HTTP/1.1\r\nHost: here\r\n\r\n", UNKNOWN),
]

WHERE = [
    Trap("a trailing slash", get(b"PARKS/"), NO_RESOURCE),
    Trap("two slashes", get(b"/" + b"PARKS"), NO_RESOURCE),
    Trap("an escaped slash", get(b"PARKS%2FavailableUsers"), NO_RESOURCE),
    Trap("an escaped slash in lower case", get(b"PARKS/x%2fy"), NO_RESOURCE),
    Trap("dots", get(b"PARKS/../callParks"), NO_RESOURCE),
    Trap("an escaped NUL", get(b"PARKS/%00"), (404, 4395)),
    Trap("an escape that is none", get(b"PARKS/%zz"), (404, 4395)),
    Trap("half a character", get(b"PARKS/%ff"), (404, 4395)),
    Trap("an id of another kind", get(b"PARKS/Y2lzY29zcGFyazovL3VzL1BFT1BMRS94"), (404, 4395)),
    Trap("a path nobody knows", get(b"/v1/nothing"), NO_RESOURCE),
    Trap("the root", get(b"/"), NO_RESOURCE),
    Trap("a wrong method", get(b"PARKS", method=b"PUT"), (405, 90500), {"allow": "GET, HEAD, POST"}),
    Trap("TRACE", get(b"PARKS", method=b"TRACE"), (405, 90500), {"allow": "GET, HEAD, POST"}),
    Trap("OPTIONS", get(b"PARKS", method=b"OPTIONS"), (405, 90500), {"allow": "GET, HEAD, POST"}),
    Trap("an answer that can't be", get(b"PARKS", b"Accept: text/html"), (404, 90402)),
    Trap("a tracking id that forges", get(b"PARKS/", b"TrackingID: a\x01b<script>"), MALFORMED),
]

QUERIES = [
    Trap(f"a query of {query[:40].decode('latin-1')}", get(b"PARKS?" + query), answer)
    for query, answer in [
        (b"max=99999999999999999999999", INVALID),
        (b"max=9223372036854775808", INVALID),
        (b"max=0", INVALID),
        (b"max=-1", INVALID),
        (b"max=1.5", INVALID),
        (b"max=", INVALID),
        (b"max=+1", INVALID),
        (b"max=1e3", INVALID),
        (b"max=0x10", INVALID),
        ("max=٣".encode(), MALFORMED),
        (b"max=%D9%A3", INVALID),
        (b"max=1&max=1", INVALID),
        (b"start=-1", INVALID),
        (b"start=2147483648", INVALID),
        (b"start=zq9xv7", INVALID),
        (b"order=ASC&order=ASC", INVALID),
        (b"order=zq9xv7", INVALID),
        (b"name=%00", INVALID),
        (b"name=%FF", (400, 90000)),
        (b"name=%ED%A0%80", (400, 90000)),
        (b"name=" + b"x" * 20_000, (400, 25110)),
        (b"unknown=%26&&&=", FINE),
        (b"orgId=zq9xv7", (403, 90300)),
        (b"orgId=", (403, 90300)),
    ]
]

KINDS = [
    Trap("no media type", post(body(), kind=b""), NO_MEDIA),
    Trap("text", post(body(), kind=b"Content-Type: text/plain"), NO_MEDIA),
    Trap("a form", post(b"name=x", kind=b"Content-Type: application/x-www-form-urlencoded"), NO_MEDIA),
    Trap("JSON of another charset", post(body(), kind=JSON + b"; charset=utf-16"), NO_MEDIA),
    Trap("almost JSON", post(body(), kind=b"Content-Type: application/jsonx"), NO_MEDIA),
    Trap("a compressed body", post(gzip.compress(body()), b"Content-Encoding: gzip"), NO_MEDIA),
    Trap("JSON as others write it", post(body(), kind=b"content-type: Application/JSON;charset=UTF-8"), CREATED),
    Trap("2 MB", post(body(name="x" * 2_000_000)), TOO_LARGE),
    Trap("5 MB", post(body(name="x" * 5_000_000)), TOO_LARGE),
    Trap(
        "2 MB in chunks",
        get(b"PARKS", JSON, b"Transfer-Encoding: chunked", method=b"POST")
        + (b"10000\r\n" + b"x" * 0x10000 + b"\r\n") * 32
        + b"0\r\n\r\n",
        TOO_LARGE,
    ),
    Trap("900 KB of a name", post(body(name=SECRET * 150_000)), (400, 25110)),
]

BODIES = [
    Trap("an empty body", post(b""), INVALID),
    Trap("half a body", post(b'{"name":'), INVALID),
    Trap("an array", post(b"[]"), INVALID),
    Trap("a string", post(b'"x"'), INVALID),
    Trap("null", post(b"null"), INVALID),
    Trap("more than one", post(body() + body()), INVALID),
    Trap("a comment", post(b"/* x */" + body()), INVALID),
    Trap("single quotes", post(b"{'name': 'x'}"), INVALID),
    Trap("NaN", post(with_(b'"x": NaN')), INVALID),
    Trap("Infinity", post(with_(b'"x": -Infinity')), INVALID),
    Trap("1e400", post(with_(b'"x": 1e400')), INVALID),
    Trap("5,000 digits", post(with_(b'"x": ' + b"9" * 5000)), INVALID),
    Trap("half a surrogate pair", post(with_(b'"x": "\\udfff"')), INVALID),
    Trap("half a surrogate pair in a name", post(b'{"name": "\\ud800", "recall": {}}'), INVALID),
    Trap("a NUL", post(b'{"name": "a\\u0000b"}'), INVALID),
    Trap("a NUL as it is", post(b'{"name": "a\0b"}'), INVALID),
    Trap("a backslash before u0000", post(body(name="a\\u0000b")), CREATED),
    Trap(
        "a surrogate pair",
        post(b'{"name": "\\ud83d\\ude00", "recall": {"option": "ALERT_PARKING_USER_ONLY"}}'),
        CREATED,
    ),
    Trap("CR and LF in a name", post(body(name="a\r\nb")), CREATED),
    Trap("no UTF-8", post(b'{"name": "\xff"}'), INVALID),
    Trap("UTF-16", post(json.dumps(CREATE).encode("utf-16")), INVALID),
    Trap("a byte order mark", post(b"\xef\xbb\xbf" + body()), INVALID),
    Trap("100,000 arrays", post(b"[" * 100_000 + b"]" * 100_000), INVALID),
    Trap("100,000 objects", post(b'{"name":' * 100_000 + b"1" + b"}" * 100_000), INVALID),
    Trap("a member twice", post(with_(b'"name": "zq9xv7"')), INVALID),
    Trap("a member twice deep inside", post(with_(b'"x": [{"a": 1, "a": 2}]')), INVALID),
    Trap("yes", post(body(parkOnAgentsEnabled="yes")), INVALID),
    Trap("1 for true", post(body(parkOnAgentsEnabled=1)), INVALID),
    Trap('"true" for true', post(body(parkOnAgentsEnabled="true")), INVALID),
    Trap("null for false", post(body(parkOnAgentsEnabled=None)), INVALID),
    Trap("a number for a name", post(body(name=5)), INVALID),
    Trap("a name of blanks", post(body(name=" \u00a0\t ")), (400, 25110)),
    Trap("an empty name", post(body(name="")), (400, 25110)),
    Trap("81 characters", post(body(name="x" * 81)), (400, 25110)),
    Trap("no name", post(b'{"recall": {"option": "ALERT_PARKING_USER_ONLY"}}'), (400, 25008)),
    Trap("no recall", post(b'{"name": "x"}'), (400, 25008)),
    Trap("a recall nobody knows", post(body(recall={"option": SECRET})), INVALID),
    Trap("a recall without hunt group", post(body(recall={"option": "ALERT_HUNT_GROUP_ONLY"})), (400, 9490)),
    Trap("agents that are a string", post(body(agents=SECRET)), INVALID),
    Trap("null for agents", post(body(agents=None)), INVALID),
    Trap("null for an agent", post(body(agents=[None])), INVALID),
    Trap("an agent that is no id", post(body(agents=[SECRET])), INVALID),
    Trap("an agent nobody knows", post(body(agents=["5f2b7c1e-8d04-4b5a-9c39-0e6a1d3f7b20"])), (400, 4008)),
    Trap("10,000 agents", post(body(agents=["5f2b7c1e-8d04-4b5a-9c39-0e6a1d3f7b20"] * 10_000)), (400, 4008)),
]

CORPUS = [*MESSAGES, *WHO, *WHERE, *QUERIES, *KINDS, *BODIES]
