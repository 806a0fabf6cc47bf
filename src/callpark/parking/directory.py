"""The directory around call parks: organizations, numbers and lines, as values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Final
from uuid import UUID

from callpark.errors import InvalidValue, MissingField
from callpark.ids import Kind, Reference
from callpark.parking.changes import changed_fields
from callpark.parking.model import DEFAULT_AGENT_ORDER, AgentOrder
from callpark.parking.names import folded

LICENSE_UNITS: Final = 100_000
"""How many licenses of each kind an organization has. Nothing is sold here, so the number is only there to be shown."""


class CallingLicense(Enum):
    """What makes a line of a person or workspace. The value is the code of the kind inside a license's id.

    `BCSTD` is the Webex API's own code; of the other two no public sample exists, so they are decided here.
    """

    PROFESSIONAL = "BCSTD"
    BASIC = "BCBAS"
    WORKSPACES = "BCCPW"

    @property
    def title(self) -> str:
        """The name by which clients find a license."""
        return f"Webex Calling - {self.name.capitalize()}"


@dataclass(frozen=True, kw_only=True, slots=True)
class License:
    """One kind of calling license in an organization, and who uses it."""

    kind: CallingLicense
    used_by_people: int
    used_by_workspaces: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Organization:
    id: UUID
    name: str
    created: datetime


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


def check_stays(field: str, now: UUID, wanted: UUID) -> None:
    """InvalidValue if a line is to have another location than it has now."""
    if wanted != now:
        raise InvalidValue(
            field, "A line can't move. Take its calling away, then give it calling in the other location."
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberOwner:
    """Who has a number or an extension; a hunt group that carries a mailbox is known by it."""

    id: UUID
    kind: Kind
    first_name: str
    last_name: str
    mailbox: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberEntry:
    """A number of a location's inventory with the extension of whose primary number it is, or an extension alone."""

    number: str | None
    extension: str | None
    location_id: UUID
    location_name: str
    routing_prefix: str | None
    active: bool
    toll_free: bool
    alternate: bool
    main: bool
    owner: NumberOwner | None


class NumberOrder(Enum):
    """What numbers can be sorted by: their owner's last name, themselves or the extension."""

    LAST_NAME = "lastName"
    DN = "dn"
    EXTENSION = "extension"


@dataclass(frozen=True, kw_only=True, slots=True)
class NumbersQuestion:
    """Which numbers and extensions a list is about; None asks for any.

    `has_number` False is for extensions alone; `owner_type` is the API's word for a kind; `owner_name` is contained in
    the owner's, ignoring case.
    """

    number: str | None = None
    extension: str | None = None
    has_number: bool | None = None
    active: bool | None = None
    assigned: bool | None = None
    alternate: bool | None = None
    toll_free: bool | None = None
    owner: Reference | None = None
    owner_type: str | None = None
    owner_name: str | None = None
    order: NumberOrder = NumberOrder.DN


@dataclass(frozen=True, kw_only=True, slots=True)
class CallerId:
    """What a virtual line shows to whom it calls, where it is not its own names and number."""

    first_name: str | None = None
    last_name: str | None = None
    number: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class VirtualLine:
    """A line that belongs to nobody; what is known of its location is filled in where one is read."""

    id: UUID
    location_id: UUID
    first_name: str
    last_name: str
    display_name: str
    caller_id: CallerId = CallerId()
    extension: str | None = None
    number: str | None = None
    time_zone: str | None = None
    announcement_language: str | None = None
    location_name: str = ""
    routing_prefix: str | None = None
    location_time_zone: str = ""
    address: Mapping[str, str] = field(default_factory=dict)

    def line(self, organization_id: UUID) -> Line:
        return Line(
            organization_id=organization_id,
            location_id=self.location_id,
            id=self.id,
            kind=Kind.VIRTUAL_LINE,
            first_name=self.first_name,
            last_name=self.last_name,
            display_name=self.display_name,
            email=None,
            extension=self.extension,
            primary_number=self.number,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class VirtualLineChange:
    """A virtual line as somebody wants it to become. None leaves what it has, `""` takes away what it need not have."""

    first_name: str | None = None
    last_name: str | None = None
    display_name: str | None = None
    caller_id: CallerId = CallerId()
    extension: str | None = None
    number: str | None = None
    time_zone: str | None = None
    announcement_language: str | None = None

    def of(self, line: VirtualLine) -> VirtualLine:
        """What becomes of `line`; MissingField if nothing is left to dial."""
        changed = changed_fields(line, self)
        if not changed.extension and not changed.number:
            raise MissingField("extension or phoneNumber")
        return changed


@dataclass(frozen=True, kw_only=True, slots=True)
class VirtualLinesQuestion:
    """Which virtual lines a list is about: those that match one of each; None and an empty tuple ask for any."""

    locations: tuple[UUID, ...] = ()
    ids: tuple[UUID, ...] = ()
    owner_names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    location_names: tuple[str, ...] = ()
    has_device: bool | None = None
    has_extension: bool | None = None
    has_number: bool | None = None
    order: tuple[AgentOrder, ...] = DEFAULT_AGENT_ORDER


class WorkspaceType(Enum):
    """What a workspace is for."""

    NOT_SET = "notSet"
    FOCUS = "focus"
    HUDDLE = "huddle"
    MEETING_ROOM = "meetingRoom"
    OPEN = "open"
    DESK = "desk"
    OTHER = "other"


class SupportedDevices(Enum):
    COLLABORATION_DEVICES = "collaborationDevices"
    PHONES = "phones"


@dataclass(frozen=True, kw_only=True, slots=True)
class Workspace:
    """A place with devices. One with a calling license has calling, and then a location, a line and an email."""

    id: UUID
    display_name: str
    email: str
    type: WorkspaceType = WorkspaceType.NOT_SET
    supported_devices: SupportedDevices = SupportedDevices.COLLABORATION_DEVICES
    location_id: UUID | None = None
    license: CallingLicense | None = None
    extension: str | None = None
    number: str | None = None
    created: datetime | None = None

    def line(self, organization_id: UUID) -> Line | None:
        """A workspace has one name; where two are wanted the last one is a dot, as in Webex."""
        if self.license is None or self.location_id is None:
            return None
        return Line(
            organization_id=organization_id,
            location_id=self.location_id,
            id=self.id,
            kind=Kind.PLACE,
            first_name=self.display_name,
            last_name=".",
            display_name=self.display_name,
            email=self.email,
            extension=self.extension,
            primary_number=self.number,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkspaceChange:
    """A workspace as somebody wants it to become. None leaves what it has, `""` takes a number or extension away.

    Its type is always given. `calling` False ends its calling; True gives it calling, or changes what it has.
    """

    display_name: str | None = None
    type: WorkspaceType = WorkspaceType.NOT_SET
    supported_devices: SupportedDevices | None = None
    location_id: UUID | None = None
    calling: bool | None = None
    license: CallingLicense | None = None
    extension: str | None = None
    number: str | None = None

    def of(self, workspace: Workspace) -> Workspace:
        """What becomes of `workspace`; its location and its devices are decided once."""
        if self.supported_devices not in (None, workspace.supported_devices):
            raise InvalidValue("supportedDevices", "It can't be changed.")
        if self.location_id and workspace.location_id:
            check_stays("locationId", workspace.location_id, self.location_id)
        changed = replace(
            workspace,
            display_name=self.display_name or workspace.display_name,
            type=self.type,
            location_id=workspace.location_id or self.location_id,
        )
        if self.calling is None:
            return changed
        if not self.calling:
            return replace(changed, license=None, extension=None, number=None)
        return self._with_calling(changed)

    def _with_calling(self, workspace: Workspace) -> Workspace:
        license = self.license or workspace.license or CallingLicense.WORKSPACES
        extension = workspace.extension if self.extension is None else self.extension or None
        number = workspace.number if self.number is None else self.number or None
        if workspace.location_id is None:
            raise MissingField("locationId")
        if not extension and not number:
            raise MissingField("calling.webexCalling.extension or calling.webexCalling.phoneNumber")
        return replace(workspace, license=license, extension=extension, number=number)


def workspace_email(workspace_id: UUID, display_name: str) -> str:
    """The address that a workspace is given when it is made: it never receives mail, but tells workspaces apart."""
    words = re.sub(r"[^a-z0-9]+", "-", folded(display_name)).strip("-")[:40]
    return f"{words or 'workspace'}-{workspace_id.hex[:8]}@rooms.callpark.invalid"
