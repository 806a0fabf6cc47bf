"""wxc-sdk pointed at callpark, sync and async, with nothing changed but the address that it keeps in a class."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any


def classes() -> list[Any]:
    """What keeps the address; none where wxc-sdk is not installed."""
    if find_spec("wxc_sdk") is None:
        return []
    from wxc_sdk.as_rest import AsRestSession
    from wxc_sdk.rest import RestSession

    return [RestSession, AsRestSession]


@contextmanager
def pointed_at(base_url: str) -> Iterator[None]:
    """For as long as this context, `WebexSimpleApi` and `AsWebexSimpleApi` speak to `base_url`."""
    before = [(one, one.BASE) for one in classes()]
    for one, _ in before:
        one.BASE = base_url
    try:
        yield
    finally:
        for one, base in before:
            one.BASE = base
