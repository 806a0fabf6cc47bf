"""The types of the wire: names, enums and limits as clients know them. Unknown fields of a request are ignored.

Limits that have an error code of their own are shown here and checked by the constructors of `parking`: msgspec, if it
checked them, would refuse first and with another code.
"""

import re
from enum import Enum
from typing import Annotated, Any

from msgspec import Meta, Struct

from callpark.ids import AGENT_KINDS, Kind
from callpark.parking.model import EXTENSION_LEAST, EXTENSION_MOST, ORDER_FIELDS_MOST, AgentOrder


class Request(Struct, rename="camel"):
    """A request's body."""


class Response(Struct, rename="camel", omit_defaults=True):
    """An answer's body. What has no value is left out."""


def shown(description: str | None = None, **schema: Any) -> Meta:
    """What the OpenAPI document tells of a value; it checks nothing."""
    return Meta(description=description, extra_json_schema=schema)


def named(most: int, description: str | None = None) -> Meta:
    """A name as `parking.model.checked_name` takes it: not of blanks only."""
    return shown(description, minLength=1, maxLength=most, pattern=r"\S")


def removable(most: int) -> Meta:
    """A name that need not be."""
    return shown("Empty means none.", maxLength=most, pattern=r"^$|\S")


def joined(fields: type[Enum]) -> Meta:
    """Sort fields as `parking.model.sort_order` takes them."""
    field = "|".join(one.value for one in fields)
    return shown(
        f"Up to {ORDER_FIELDS_MOST} of {field}, joined with a vertical bar.",
        pattern=rf"^({field})(\|({field})){{0,{ORDER_FIELDS_MOST - 1}}}$",
    )


def id_of(*kinds: Kind, empty: str = "") -> Meta:
    """An id, whose `format` names what it is the id of, and what an empty one means where it may be empty."""
    names = {Kind.PEOPLE: "person", Kind.PLACE: "workspace"}
    words = [names.get(kind) or kind.value.replace("_", " ").lower() for kind in kinds]
    format = "agent-id" if kinds == AGENT_KINDS else re.sub(r"\W", "-", f"{words[0]} id")
    article = "an" if words[0][0] in "aeiou" else "a"
    more = f"; empty means {empty}" if empty else ""
    return shown(f"Id of {article} {' or '.join(words)}{more}.", format=format)


OrganizationId = Annotated[str, id_of(Kind.ORGANIZATION)]
LocationId = Annotated[str, id_of(Kind.LOCATION)]
PersonId = Annotated[str, id_of(Kind.PEOPLE)]
WorkspaceId = Annotated[str, id_of(Kind.PLACE)]
VirtualLineId = Annotated[str, id_of(Kind.VIRTUAL_LINE)]
AgentId = Annotated[str, id_of(*AGENT_KINDS)]
HuntGroupId = Annotated[str, id_of(Kind.HUNT_GROUP)]
MaybeOrganizationId = Annotated[str, id_of(Kind.ORGANIZATION, empty="the token's own")]
MaybePersonId = Annotated[str, id_of(Kind.PEOPLE, empty="none")]
MaybeLocationId = Annotated[str, id_of(Kind.LOCATION, empty="none")]
MaybeHuntGroupId = Annotated[str, id_of(Kind.HUNT_GROUP, empty="none")]
CallParkId = Annotated[str, id_of(Kind.CALL_PARK)]
CallParkExtensionId = Annotated[str, id_of(Kind.CALL_PARK_EXTENSION)]
LicenseId = Annotated[str, id_of(Kind.LICENSE)]
RoleId = Annotated[str, id_of(Kind.ROLE)]
IDS_IN_PATHS: dict[str, Any] = {
    "organizationId": OrganizationId,
    "locationId": LocationId,
    "personId": PersonId,
    "workspaceId": WorkspaceId,
    "virtualLineId": VirtualLineId,
    "huntGroupId": HuntGroupId,
    "callParkId": CallParkId,
    "callParkExtensionId": CallParkExtensionId,
    "licenseId": LicenseId,
    "roleId": RoleId,
}

_DIGITS = rf"[0-9]{{{EXTENSION_LEAST},{EXTENSION_MOST}}}"
Extension = Annotated[str, shown(minLength=EXTENSION_LEAST, maxLength=EXTENSION_MOST, pattern=f"^{_DIGITS}$")]
MaybeExtension = Annotated[str, shown("Empty means none.", maxLength=EXTENSION_MOST, pattern=f"^({_DIGITS})?$")]

PhoneNumber = Annotated[str, shown("E.164, such as +19075552859.", format="phone-number")]
MaybePhoneNumber = Annotated[str, shown("E.164, such as +19075552859; empty means none.", format="phone-number")]

AgentOrderText = Annotated[str, joined(AgentOrder)]


class Created(Struct):
    id: str
