"""Roles: list and details. They are the program's own and the same for every organization."""

from callpark import ids
from callpark.api.door import Call, Route
from callpark.api.references import uuid_in_path
from callpark.api.wire import roles as wire
from callpark.errors import NoSuchThing
from callpark.provisioning.access import Operation, Role


async def list_(call: Call) -> wire.RoleList:
    return wire.RoleList(items=[wire.item(role) for role in Role])


async def get(call: Call) -> wire.RoleItem:
    wanted = uuid_in_path(call.names["roleId"], ids.Kind.ROLE)
    for role in Role:
        if wire.role_uuid(role.value) == wanted:
            return wire.item(role)
    raise NoSuchThing("role")


ROUTES = [
    Route("GET", "/roles", Operation.LIST_ROLES, list_),
    Route("GET", "/roles/{roleId}", Operation.GET_ROLE, get),
]
