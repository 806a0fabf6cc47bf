"""Who uses the pages: an access token in a cookie that only this host's pages get, and proof that a form is ours.

The cookie holds the token itself, so that a revoked token ends the session at once and no server keeps a state.
"""

from hashlib import sha256
from hmac import compare_digest, new
from http.cookies import CookieError, SimpleCookie
from typing import Final

from callpark.errors import NotAllowed

COOKIE: Final = "__Host-callpark"
"""Browsers take a cookie of this name only with Secure, for the whole host and for no other (RFC 6265bis §4.1.3.2)."""
ATTRIBUTES: Final = "Path=/; Secure; HttpOnly; SameSite=Lax"


def token_in(cookies: str) -> str | None:
    """The token of the session, None if there is none."""
    try:
        found = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return None
    return found.value if found and found.value else None


def kept(token: str) -> str:
    return f"{COOKIE}={token}; {ATTRIBUTES}"


def forgotten() -> str:
    return f"{COOKIE}=; {ATTRIBUTES}; Max-Age=0"


def form_key(token: str) -> str:
    """What a form of this session's pages carries; nobody can make it without the token."""
    return new(token.encode(), b"callpark form", sha256).hexdigest()


def check_form(token: str | None, key: str, sent_from: str | None, origin: str) -> None:
    """NotAllowed unless the form was on a page of this origin and, if there is one, of this session."""
    if sent_from != origin:
        raise NotAllowed("This form was not sent from a page of this server. Open the page again and repeat.")
    if token is not None and not compare_digest(key, form_key(token)):
        raise NotAllowed("This form is of another session. Open the page again and repeat.")
