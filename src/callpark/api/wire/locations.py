"""Locations on the wire (Webex API, Locations and Location Call Settings)."""

import re
from enum import Enum
from typing import Annotated
from uuid import UUID, uuid4

from callpark import ids
from callpark.api.queries import PagedQuery
from callpark.api.references import uuid_of
from callpark.api.wire import LocationId, MaybeLocationId, Request, Response, named, shown
from callpark.errors import InvalidValue
from callpark.parking.directory import Location
from callpark.parking.model import ROUTING_PREFIX_MOST, checked_name

NAME_MOST = 256
CALLING_NAME_MOST = 80


class AddressBody(Request, kw_only=True):
    address1: str
    address2: str | None = None
    city: str
    state: str
    postal_code: str
    country: str


class LocationBody(Request, kw_only=True):
    """`announcementLanguage` is required by the reference, but sent as null by wxcadm."""

    name: Annotated[str, named(NAME_MOST)]
    time_zone: str
    preferred_language: str
    announcement_language: str | None
    address: AddressBody
    latitude: str | None = None
    longitude: str | None = None
    notes: str | None = None

    def location(self) -> Location:
        address = self.address
        return Location(
            id=uuid4(),
            name=checked_name("name", self.name, NAME_MOST),
            time_zone=self.time_zone,
            preferred_language=self.preferred_language,
            announcement_language=self.announcement_language,
            address={
                "address1": address.address1,
                **({"address2": address.address2} if address.address2 else {}),
                "city": address.city,
                "state": address.state,
                "postalCode": address.postal_code,
                "country": address.country,
            },
            latitude=self.latitude,
            longitude=self.longitude,
            notes=self.notes,
        )


class EnableCallingBody(LocationBody, kw_only=True):
    """The whole location, of which the id decides and the rest is checked."""

    id: LocationId

    def location_id(self) -> UUID:
        checked_name("name", self.name, CALLING_NAME_MOST)
        return uuid_of("id", self.id, ids.Kind.LOCATION)


class CallingLocationBody(Request):
    """`""` and null take the routing prefix away."""

    routing_prefix: Annotated[str, shown(pattern=rf"^([0-9]{{2,{ROUTING_PREFIX_MOST}}})?$")] | None = None

    def prefix(self) -> str | None:
        if self.routing_prefix and not re.fullmatch(rf"[0-9]{{2,{ROUTING_PREFIX_MOST}}}", self.routing_prefix):
            raise InvalidValue("routingPrefix", f"Give 2 to {ROUTING_PREFIX_MOST} digits.")
        return self.routing_prefix or None


class ListQuery(PagedQuery):
    name: str | None = None
    id: MaybeLocationId | None = None

    def location_id(self) -> UUID | None:
        return uuid_of("id", self.id, ids.Kind.LOCATION) if self.id else None


class CallingOrder(Enum):
    ASCENDING = "name-asc"
    DESCENDING = "name-desc"


class CallingListQuery(PagedQuery):
    name: str | None = None
    order: CallingOrder = CallingOrder.ASCENDING


class LocationItem(Response):
    id: str
    name: str
    org_id: str
    address: dict[str, str]
    time_zone: str
    preferred_language: str
    announcement_language: str | None = None
    latitude: str | None = None
    longitude: str | None = None
    notes: str | None = None


class LocationList(Response):
    items: list[LocationItem]


class CallingLineId(Response):
    name: str
    phone_number: str | None = None


class CallingLocationItem(Response):
    id: str
    name: str
    calling_line_id: CallingLineId
    routing_prefix: str | None = None
    outside_dial_digit: str | None = None


class CallingLocationList(Response):
    locations: list[CallingLocationItem]


class CallingLocationDetails(CallingLocationItem):
    announcement_language: str | None = None
    enforce_outside_dial_digit: bool | None = None


def item(organization_id: UUID, location: Location) -> LocationItem:
    return LocationItem(
        id=ids.public_id(ids.Kind.LOCATION, location.id),
        name=location.name,
        org_id=ids.public_id(ids.Kind.ORGANIZATION, organization_id),
        address=dict(location.address),
        time_zone=location.time_zone,
        preferred_language=location.preferred_language,
        announcement_language=location.announcement_language,
        latitude=location.latitude,
        longitude=location.longitude,
        notes=location.notes,
    )


def calling_item(location: Location) -> CallingLocationItem:
    return CallingLocationItem(
        id=ids.public_id(ids.Kind.LOCATION, location.id),
        name=location.name,
        calling_line_id=CallingLineId(name=location.name, phone_number=location.main_number),
        routing_prefix=location.routing_prefix,
    )


def calling_details(location: Location) -> CallingLocationDetails:
    return CallingLocationDetails(
        id=ids.public_id(ids.Kind.LOCATION, location.id),
        name=location.name,
        announcement_language=location.announcement_language,
        calling_line_id=CallingLineId(name=location.name, phone_number=location.main_number),
        routing_prefix=location.routing_prefix,
    )
