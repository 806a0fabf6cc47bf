"""Call park settings of a location: details, update."""

from callpark.api.call_parks import location
from callpark.api.door import NO_CONTENT, Answer, Call, Route, answer
from callpark.api.wire import call_park_settings as wire
from callpark.provisioning import call_park_settings
from callpark.provisioning.access import Operation


async def get(call: Call) -> Answer:
    settings = await call_park_settings.get_call_park_settings(call.database, call.grant, call.location_id)
    return answer(wire.details(settings))


async def update(call: Call) -> Answer:
    change = call.body(wire.CallParkSettingsBody).change()
    await call_park_settings.update_call_park_settings(call.database, call.grant, call.location_id, change)
    return NO_CONTENT


PATH = "/telephony/config/locations/{locationId}/callParks/settings"
ROUTES = [
    Route("GET", PATH, Operation.GET_CALL_PARK_SETTINGS, get),
    Route("PUT", PATH, Operation.UPDATE_CALL_PARK_SETTINGS, update, location),
]
