"""Call park settings of a location: details, update."""

from callpark.api.call_parks import location
from callpark.api.door import Call, Route
from callpark.api.wire import call_park_settings as wire
from callpark.provisioning import call_park_settings
from callpark.provisioning.access import Operation


async def get(call: Call) -> wire.CallParkSettingsDetails:
    settings = await call_park_settings.get_call_park_settings(call.database, call.grant, call.location_id)
    return wire.details(settings)


async def update(call: Call, body: wire.CallParkSettingsBody) -> None:
    change = body.change()
    await call_park_settings.update_call_park_settings(call.database, call.grant, call.location_id, change)


PATH = "/telephony/config/locations/{locationId}/callParks/settings"
ROUTES = [
    Route("GET", PATH, Operation.GET_CALL_PARK_SETTINGS, get),
    Route("PUT", PATH, Operation.UPDATE_CALL_PARK_SETTINGS, update, location),
]
