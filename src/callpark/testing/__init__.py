"""The test kit: a callpark server for the tests of an integration, with pytest or without.

    with callpark.testing.server() as callpark:
        callpark.url, callpark.token()

In pytest the same object is the fixture `callpark`. docs/testing-your-integration.md has all of it.
"""

from callpark.testing.journal import Exchange, Journal
from callpark.testing.kit import Callpark, Refused, Thing
from callpark.testing.server import CannotStart, server

__all__ = ["Callpark", "CannotStart", "Exchange", "Journal", "Refused", "Thing", "server"]
