"""Licenses: list, details, and who has one."""

from callpark import ids
from callpark.api.door import Call, Route
from callpark.api.wire import licenses as wire
from callpark.parking.directory import CallingLicense
from callpark.provisioning.access import Operation, authorize
from callpark.provisioning.directory import licenses, people


async def list_(call: Call) -> wire.LicenseList:
    rows = await licenses.list_licenses(call.database, call.grant)
    return wire.LicenseList(items=[wire.item(call.grant.organization_id, row) for row in rows])


async def get(call: Call) -> wire.LicenseItem:
    license = await licenses.get_license(call.database, call.grant, _license(call))
    return wire.item(call.grant.organization_id, license)


async def assign(call: Call, body: wire.AssignmentBody) -> wire.LicensesOfPerson:
    """The reference has `orgId` in the body here, so a partner's leave for another organization is asked for late."""
    grant = call.grant
    if organization_id := body.organization():
        grant = await authorize(
            call.database,
            call.caller,
            Operation.ASSIGN_LICENSES,
            organization_id=organization_id,
            location_id=None,
            tracking_id=grant.tracking_id,
        )
    person = await people.change_licenses(
        call.database,
        grant,
        person_id=body.person(),
        email=body.email.strip().lower() if body.email else None,
        changes=body.changes(grant.organization_id),
    )
    return wire.licenses_of(grant.organization_id, person)


def _license(call: Call) -> CallingLicense | None:
    try:
        return wire.license_in(call.names["licenseId"], call.grant.organization_id)
    except ids.BadId:
        return None


ROUTES = [
    Route("GET", "/licenses", Operation.LIST_LICENSES, list_),
    Route("PATCH", "/licenses/users", Operation.ASSIGN_LICENSES, assign),
    Route("GET", "/licenses/{licenseId}", Operation.GET_LICENSE, get),
]
