"""Locations, plain ones and those with calling: what one is, and what somebody wants it to become."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from callpark.parking.changes import changed_fields
from callpark.parking.model import CALLING_LOCATION_NAME_MOST, checked_name


@dataclass(frozen=True, kw_only=True, slots=True)
class Location:
    """`address` holds address1, address2, city, state, postalCode and country; only one with `calling` has lines."""

    id: UUID
    name: str
    time_zone: str
    preferred_language: str
    announcement_language: str | None
    address: Mapping[str, str]
    latitude: str | None = None
    longitude: str | None = None
    notes: str | None = None
    calling: bool = False
    routing_prefix: str | None = None
    main_number: str | None = None
    calling_line_name: str | None = None
    external_caller_id_name: str | None = None
    outside_dial_digit: str | None = None
    enforce_outside_dial_digit: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class LocationChange:
    """A location as somebody wants it to become. None leaves what it has, `""` takes away what it need not have."""

    name: str | None = None
    time_zone: str | None = None
    preferred_language: str | None = None
    announcement_language: str | None = None
    address: Mapping[str, str] | None = None
    latitude: str | None = None
    longitude: str | None = None
    notes: str | None = None
    routing_prefix: str | None = None
    main_number: str | None = None
    calling_line_name: str | None = None
    external_caller_id_name: str | None = None
    outside_dial_digit: str | None = None
    enforce_outside_dial_digit: bool | None = None

    def of(self, location: Location) -> Location:
        """What becomes of `location`; WrongLength if its name is too long for one with calling."""
        if self.name and location.calling:
            checked_name("name", self.name, CALLING_LOCATION_NAME_MOST)
        return changed_fields(location, self)
