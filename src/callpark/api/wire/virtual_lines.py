"""Virtual lines on the wire (Webex API, Virtual Line Call Settings)."""

from typing import Annotated

from msgspec import field

from callpark import fresh, ids
from callpark.api.queries import PagedQuery
from callpark.api.references import uuid_of
from callpark.api.wire import (
    AgentOrderText,
    LocationId,
    MaybeExtension,
    MaybePhoneNumber,
    Request,
    Response,
    VirtualLineId,
    named,
    removable,
    shown,
)
from callpark.errors import MissingField
from callpark.ids import Kind
from callpark.parking.directory import CallerId, VirtualLine, VirtualLineChange, VirtualLinesQuestion
from callpark.parking.model import (
    CALLER_ID_NUMBER_MOST,
    DEFAULT_AGENT_ORDER,
    DISPLAY_NAME_MOST,
    VIRTUAL_LINE_NAME_MOST,
    agent_order,
    checked_extension,
    checked_name,
)
from callpark.parking.numbers import checked_number, e164, esn

Name = Annotated[str, named(VIRTUAL_LINE_NAME_MOST)]
CallerIdName = Annotated[str, removable(VIRTUAL_LINE_NAME_MOST)]


class VirtualLineBody(Request, kw_only=True):
    first_name: Name
    last_name: Name
    location_id: LocationId
    display_name: Annotated[str, shown(maxLength=DISPLAY_NAME_MOST)] | None = None
    extension: MaybeExtension | None = None
    phone_number: MaybePhoneNumber | None = None
    caller_id_first_name: CallerIdName | None = None
    caller_id_last_name: CallerIdName | None = None
    caller_id_number: Annotated[str, removable(CALLER_ID_NUMBER_MOST)] | None = None
    time_zone: str | None = None
    announcement_language: str | None = None

    def virtual_line(self) -> VirtualLine:
        """The line that is asked for; `""` and null leave out what is optional."""
        if not self.extension and not self.phone_number:
            raise MissingField("extension or phoneNumber")
        first_name = checked_name("firstName", self.first_name, VIRTUAL_LINE_NAME_MOST)
        last_name = checked_name("lastName", self.last_name, VIRTUAL_LINE_NAME_MOST)
        display_name = self.display_name or f"{first_name} {last_name}"
        return VirtualLine(
            id=fresh.uuid(),
            location_id=uuid_of("locationId", self.location_id, Kind.LOCATION),
            first_name=first_name,
            last_name=last_name,
            display_name=checked_name("displayName", display_name, DISPLAY_NAME_MOST),
            caller_id=CallerId(
                first_name=_checked("callerIdFirstName", self.caller_id_first_name, VIRTUAL_LINE_NAME_MOST),
                last_name=_checked("callerIdLastName", self.caller_id_last_name, VIRTUAL_LINE_NAME_MOST),
                number=_checked("callerIdNumber", self.caller_id_number, CALLER_ID_NUMBER_MOST),
            ),
            extension=checked_extension("extension", self.extension) if self.extension else None,
            number=checked_number("phoneNumber", self.phone_number) if self.phone_number else None,
            time_zone=self.time_zone or None,
            announcement_language=self.announcement_language or None,
        )


class VirtualLineChangeBody(Request):
    """What is left out, or null, stays as it is; `""` takes away what a virtual line need not have."""

    first_name: Name | None = None
    last_name: Name | None = None
    display_name: Annotated[str, named(DISPLAY_NAME_MOST)] | None = None
    extension: MaybeExtension | None = None
    phone_number: MaybePhoneNumber | None = None
    caller_id_first_name: CallerIdName | None = None
    caller_id_last_name: CallerIdName | None = None
    caller_id_number: Annotated[str, removable(CALLER_ID_NUMBER_MOST)] | None = None
    time_zone: str | None = None
    announcement_language: str | None = None

    def change(self) -> VirtualLineChange:
        return VirtualLineChange(
            first_name=_named("firstName", self.first_name, VIRTUAL_LINE_NAME_MOST),
            last_name=_named("lastName", self.last_name, VIRTUAL_LINE_NAME_MOST),
            display_name=_named("displayName", self.display_name, DISPLAY_NAME_MOST),
            caller_id=CallerId(
                first_name=_removable("callerIdFirstName", self.caller_id_first_name, VIRTUAL_LINE_NAME_MOST),
                last_name=_removable("callerIdLastName", self.caller_id_last_name, VIRTUAL_LINE_NAME_MOST),
                number=_removable("callerIdNumber", self.caller_id_number, CALLER_ID_NUMBER_MOST),
            ),
            extension=checked_extension("extension", self.extension) if self.extension else self.extension,
            number=checked_number("phoneNumber", self.phone_number) if self.phone_number else self.phone_number,
            time_zone=self.time_zone,
            announcement_language=self.announcement_language,
        )


class ListQuery(PagedQuery):
    """All but the flags may be repeated: a line then matches one of each."""

    location_id: list[LocationId] = field(default_factory=list)
    id: list[VirtualLineId] = field(default_factory=list)
    owner_name: list[str] = field(default_factory=list)
    phone_number: list[str] = field(default_factory=list)
    location_name: list[str] = field(default_factory=list)
    order: list[AgentOrderText] = field(default_factory=list)
    has_device_assigned: bool | None = None
    has_extension_assigned: bool | None = None
    has_dn_assigned: bool | None = None

    def question(self) -> VirtualLinesQuestion:
        return VirtualLinesQuestion(
            locations=tuple(uuid_of("locationId", location, Kind.LOCATION) for location in self.location_id),
            ids=tuple(uuid_of("id", line, Kind.VIRTUAL_LINE) for line in self.id),
            owner_names=tuple(self.owner_name),
            numbers=tuple(e164(number) for number in self.phone_number),
            location_names=tuple(self.location_name),
            has_device=self.has_device_assigned,
            has_extension=self.has_extension_assigned,
            has_number=self.has_dn_assigned,
            order=agent_order("order", "|".join(self.order)) if self.order else DEFAULT_AGENT_ORDER,
        )


class Number(Response, kw_only=True):
    external: str | None = None
    extension: str | None = None
    routing_prefix: str | None = None
    esn: str | None = None
    primary: bool


class LocationOfVirtualLine(Response):
    id: str
    name: str
    address: dict[str, str] | None = None


class ListItem(Response, kw_only=True):
    id: str
    last_name: str
    first_name: str
    caller_id_last_name: str | None = None
    caller_id_first_name: str | None = None
    caller_id_number: str | None = None
    external_caller_id_name_policy: str
    number: Number
    location: LocationOfVirtualLine
    number_of_devices_assigned: int


class VirtualLineList(Response):
    virtual_lines: list[ListItem]


class VirtualLineDetails(Response, kw_only=True):
    id: str
    first_name: str
    last_name: str
    display_name: str
    directory_search_enabled: bool
    announcement_language: str | None = None
    time_zone: str
    number: Number
    devices: list[str]
    location: LocationOfVirtualLine


def item(line: VirtualLine) -> ListItem:
    return ListItem(
        id=ids.public_id(Kind.VIRTUAL_LINE, line.id),
        last_name=line.last_name,
        first_name=line.first_name,
        caller_id_last_name=line.caller_id.last_name,
        caller_id_first_name=line.caller_id.first_name,
        caller_id_number=line.caller_id.number,
        external_caller_id_name_policy="DIRECT_LINE",
        number=_number(line),
        location=_location(line),
        number_of_devices_assigned=0,
    )


def details(line: VirtualLine) -> VirtualLineDetails:
    location = _location(line)
    location.address = dict(line.address)
    return VirtualLineDetails(
        id=ids.public_id(Kind.VIRTUAL_LINE, line.id),
        first_name=line.first_name,
        last_name=line.last_name,
        display_name=line.display_name,
        directory_search_enabled=True,
        announcement_language=line.announcement_language,
        time_zone=line.time_zone or line.location_time_zone,
        number=_number(line),
        devices=[],
        location=location,
    )


def _number(line: VirtualLine) -> Number:
    return Number(
        external=line.number,
        extension=line.extension,
        routing_prefix=line.routing_prefix,
        esn=esn(line.routing_prefix, line.extension) if line.extension else None,
        primary=True,
    )


def _location(line: VirtualLine) -> LocationOfVirtualLine:
    return LocationOfVirtualLine(id=ids.public_id(Kind.LOCATION, line.location_id), name=line.location_name)


def _checked(name: str, text: str | None, most: int) -> str | None:
    return checked_name(name, text, most) if text else None


def _named(name: str, text: str | None, most: int) -> str | None:
    return None if text is None else checked_name(name, text, most)


def _removable(name: str, text: str | None, most: int) -> str | None:
    return checked_name(name, text, most) if text else text
