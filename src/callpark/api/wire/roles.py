"""Roles on the wire (Webex API, Roles). Owns how a role's id is made."""

from uuid import NAMESPACE_URL, UUID, uuid5

from callpark import ids
from callpark.api.wire import Response
from callpark.ids import Kind
from callpark.provisioning.access import Role


class RoleItem(Response):
    id: str
    name: str


class RoleList(Response):
    items: list[RoleItem]


def role_uuid(role: str) -> UUID:
    """The same for every organization, as roles are."""
    return uuid5(NAMESPACE_URL, f"callpark:role:{role}")


def role_id(role: str) -> str:
    return ids.public_id(Kind.ROLE, role_uuid(role))


def item(role: Role) -> RoleItem:
    return RoleItem(id=role_id(role.value), name=role.display_name)
