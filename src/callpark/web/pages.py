"""All admin pages."""

from starlette.types import ASGIApp

from callpark.api.address import PublicAddress
from callpark.api.rate_limit import RateLimit
from callpark.provisioning.tokens import Callers
from callpark.storage.database import Database
from callpark.web import audit, call_park_extensions, call_parks, imports, lines, locations, tokens
from callpark.web.app import Admin

ROOMS = (call_parks, imports, call_park_extensions, lines, locations, tokens, audit)


def create_admin(database: Database, callers: Callers, address: PublicAddress, rate_limit: RateLimit | None) -> ASGIApp:
    handlers = {which: handler for room in ROOMS for which, handler in room.HANDLERS.items()}
    return Admin(database, callers, address, rate_limit, handlers)
