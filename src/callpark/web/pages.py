"""All admin pages."""

from starlette.types import ASGIApp

from callpark.api.address import PublicAddress
from callpark.provisioning.tokens import Callers
from callpark.storage.database import Database
from callpark.web import audit, call_parks, locations, sheets
from callpark.web.app import Admin


def create_admin(database: Database, callers: Callers, address: PublicAddress) -> ASGIApp:
    return Admin(
        database, callers, address, call_parks.HANDLERS | sheets.HANDLERS | locations.HANDLERS | audit.HANDLERS
    )
