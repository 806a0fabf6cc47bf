"""Licenses: list and details."""

from callpark import ids
from callpark.api.door import Call, Route
from callpark.api.wire import licenses as wire
from callpark.parking.directory import CallingLicense
from callpark.provisioning.access import Operation
from callpark.provisioning.directory import licenses


async def list_(call: Call) -> wire.LicenseList:
    rows = await licenses.list_licenses(call.database, call.grant)
    return wire.LicenseList(items=[wire.item(call.grant.organization_id, row) for row in rows])


async def get(call: Call) -> wire.LicenseItem:
    license = await licenses.get_license(call.database, call.grant, _license(call))
    return wire.item(call.grant.organization_id, license)


def _license(call: Call) -> CallingLicense | None:
    try:
        return wire.license_in(call.names["licenseId"], call.grant.organization_id)
    except ids.BadId:
        return None


ROUTES = [
    Route("GET", "/licenses", Operation.LIST_LICENSES, list_),
    Route("GET", "/licenses/{licenseId}", Operation.GET_LICENSE, get),
]
