"""Locations on the wire (Webex API, Locations and Location Call Settings)."""

import re
from enum import Enum
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, UnsetType
from msgspec.structs import asdict

from callpark import fresh, ids
from callpark.api.queries import PagedQuery
from callpark.api.references import uuid_of
from callpark.api.wire import LocationId, MaybeLocationId, MaybePhoneNumber, Request, Response, named, removable, shown
from callpark.errors import InvalidValue, MissingField
from callpark.parking.locations import Location, LocationChange
from callpark.parking.model import (
    CALLING_LINE_NAME_MOST,
    CALLING_LOCATION_NAME_MOST,
    EXTERNAL_CALLER_ID_NAME_MOST,
    LOCATION_NAME_MOST,
    ROUTING_PREFIX_MOST,
    checked_name,
)
from callpark.parking.numbers import checked_number

Removable = str | None | UnsetType
"""A field of an update that null or `""` takes away, and that stays if it is left out."""
Name = Annotated[str, named(LOCATION_NAME_MOST)]
Needed = Annotated[str, shown(pattern=r"\S")]


class AddressBody(Request, kw_only=True):
    address1: str
    address2: str | None = None
    city: str
    state: str
    postal_code: str
    country: str

    def address(self) -> dict[str, str]:
        return {
            "address1": self.address1,
            **({"address2": self.address2} if self.address2 else {}),
            "city": self.city,
            "state": self.state,
            "postalCode": self.postal_code,
            "country": self.country,
        }


class LocationBody(Request, kw_only=True):
    """`announcementLanguage` is required by the reference, but sent as null by wxcadm."""

    name: Name
    time_zone: str
    preferred_language: str
    announcement_language: str | None
    address: AddressBody
    latitude: str | None = None
    longitude: str | None = None
    notes: str | None = None

    def location(self) -> Location:
        return Location(
            id=fresh.uuid(),
            name=checked_name("name", self.name, LOCATION_NAME_MOST),
            time_zone=self.time_zone,
            preferred_language=self.preferred_language,
            announcement_language=self.announcement_language,
            address=self.address.address(),
            latitude=self.latitude,
            longitude=self.longitude,
            notes=self.notes,
        )


class EnableCallingBody(LocationBody, kw_only=True):
    """The whole location, of which the id decides and the rest is checked."""

    id: LocationId

    def location_id(self) -> UUID:
        checked_name("name", self.name, CALLING_LOCATION_NAME_MOST)
        return uuid_of("id", self.id, ids.Kind.LOCATION)


class LocationChangeBody(Request):
    """Clients read coordinates as numbers, and send back what they read."""

    name: Name | None = None
    time_zone: Needed | None = None
    preferred_language: Needed | None = None
    announcement_language: Removable = UNSET
    address: AddressBody | None = None
    latitude: str | float | UnsetType | None = UNSET
    longitude: str | float | UnsetType | None = UNSET
    notes: Removable = UNSET

    def change(self) -> LocationChange:
        return LocationChange(
            name=None if self.name is None else checked_name("name", self.name, LOCATION_NAME_MOST),
            time_zone=_needed("timeZone", self.time_zone),
            preferred_language=_needed("preferredLanguage", self.preferred_language),
            announcement_language=_given(self.announcement_language),
            address=self.address.address() if self.address else None,
            latitude=_coordinate(self.latitude),
            longitude=_coordinate(self.longitude),
            notes=_given(self.notes),
        )


class CallingLineIdBody(Request):
    name: Annotated[str, removable(CALLING_LINE_NAME_MOST)] | UnsetType | None = UNSET
    phone_number: MaybePhoneNumber | UnsetType | None = UNSET


class CallingLocationBody(Request):
    routing_prefix: Annotated[str, shown(pattern=rf"^([0-9]{{2,{ROUTING_PREFIX_MOST}}})?$")] | UnsetType | None = UNSET
    announcement_language: Needed | None = None
    calling_line_id: CallingLineIdBody | None = None
    external_caller_id_name: Annotated[str, removable(EXTERNAL_CALLER_ID_NAME_MOST)] | UnsetType | None = UNSET
    outside_dial_digit: Annotated[str, shown(pattern="^[0-9]?$")] | UnsetType | None = UNSET
    enforce_outside_dial_digit: bool | None = None

    def change(self) -> LocationChange:
        line = self.calling_line_id or CallingLineIdBody()
        number = _given(line.phone_number)
        return LocationChange(
            routing_prefix=_digits("routingPrefix", _given(self.routing_prefix), 2, ROUTING_PREFIX_MOST),
            announcement_language=_needed("announcementLanguage", self.announcement_language),
            calling_line_name=_name("callingLineId.name", _given(line.name), CALLING_LINE_NAME_MOST),
            main_number=checked_number("callingLineId.phoneNumber", number) if number else number,
            external_caller_id_name=_name(
                "externalCallerIdName", _given(self.external_caller_id_name), EXTERNAL_CALLER_ID_NAME_MOST
            ),
            outside_dial_digit=_digits("outsideDialDigit", _given(self.outside_dial_digit), 1, 1),
            enforce_outside_dial_digit=self.enforce_outside_dial_digit,
        )


def _given(value: Removable) -> str | None:
    """As a LocationChange has it: None if it was left out, `""` if it is to be taken away."""
    return None if isinstance(value, UnsetType) else value or ""


def _coordinate(value: str | float | UnsetType | None) -> str | None:
    return str(value) if isinstance(value, float) else _given(value)


def _needed(name: str, value: str | None) -> str | None:
    """What a location can't be without."""
    if value is not None and not value.strip():
        raise MissingField(name)
    return value


def _name(name: str, value: str | None, most: int) -> str | None:
    return checked_name(name, value, most) if value else value


def _digits(name: str, value: str | None, least: int, most: int) -> str | None:
    if value and not re.fullmatch(rf"[0-9]{{{least},{most}}}", value):
        raise InvalidValue(name, f"Give {least} to {most} digits." if least < most else "Give one digit.")
    return value


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
    enforce_outside_dial_digit: bool | None = None
    e911_setup_required: bool | None = None


class CallingLocationList(Response):
    locations: list[CallingLocationItem]


class CallingLocationDetails(CallingLocationItem):
    announcement_language: str | None = None
    external_caller_id_name: str | None = None


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
    """Nobody can call an emergency service from here, so nothing has to be set up for it."""
    return CallingLocationItem(
        id=ids.public_id(ids.Kind.LOCATION, location.id),
        name=location.name,
        calling_line_id=CallingLineId(
            name=location.calling_line_name or location.name, phone_number=location.main_number
        ),
        routing_prefix=location.routing_prefix,
        outside_dial_digit=location.outside_dial_digit,
        enforce_outside_dial_digit=location.enforce_outside_dial_digit,
        e911_setup_required=False,
    )


def calling_details(location: Location) -> CallingLocationDetails:
    return CallingLocationDetails(
        **asdict(calling_item(location)),
        announcement_language=location.announcement_language,
        external_caller_id_name=location.external_caller_id_name,
    )
