"""The directory around call parks: organizations, locations and lines, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from callpark.ids import Kind


@dataclass(frozen=True, kw_only=True, slots=True)
class Organization:
    id: UUID
    name: str
    created: datetime


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A dialable identity: a person, workspace or virtual line with calling, under its owner's id.

    Numbers are E.164: at most one primary one and any number of alternates, or an extension only.
    """

    organization_id: UUID
    location_id: UUID
    id: UUID
    kind: Kind
    first_name: str
    last_name: str
    display_name: str
    email: str | None
    extension: str | None = None
    primary_number: str | None = None
    alternate_numbers: tuple[str, ...] = ()
