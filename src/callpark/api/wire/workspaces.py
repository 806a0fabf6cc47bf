"""Workspaces on the wire (Webex API, Workspaces)."""

from enum import Enum
from typing import Annotated, Final
from uuid import UUID

from msgspec import field

from callpark import fresh, ids
from callpark.api.queries import Page, PagedQuery
from callpark.api.references import uuid_of
from callpark.api.wire import LicenseId, MaybeExtension, MaybeLocationId, MaybePhoneNumber, Request, Response, named
from callpark.api.wire.licenses import license_id, licenses_in
from callpark.api.wire.organizations import timestamp
from callpark.errors import InvalidValue, MissingField
from callpark.ids import Kind
from callpark.parking.directory import (
    CallingLicense,
    SupportedDevices,
    Workspace,
    WorkspaceChange,
    WorkspaceType,
    workspace_email,
)
from callpark.parking.model import DISPLAY_NAME_MOST, checked_extension, checked_name
from callpark.parking.names import trimmed
from callpark.parking.numbers import checked_number

SUITABLE: Final = (CallingLicense.WORKSPACES, CallingLicense.PROFESSIONAL)


class CallingType(Enum):
    """What a workspace can be made with; free calling is what Webex calls a workspace without calling of ours."""

    WEBEX = "webexCalling"
    FREE = "freeCalling"
    NONE = "none"


class AnyCallingType(Enum):
    """What a list can be asked for."""

    WEBEX = "webexCalling"
    FREE = "freeCalling"
    HYBRID = "hybridCalling"
    EDGE = "webexEdgeForDevices"
    THIRD_PARTY = "thirdPartySipCalling"
    NONE = "none"


class WebexCallingBody(Request):
    extension: MaybeExtension | None = None
    phone_number: MaybePhoneNumber | None = None
    location_id: MaybeLocationId | None = None
    licenses: list[LicenseId] = field(default_factory=list)

    def license(self, organization_id: UUID) -> CallingLicense:
        """The first suitable of the licenses that are named; none named: the one for workspaces."""
        named = licenses_in(f"{CALLING}.licenses", self.licenses, organization_id) or SUITABLE
        for license in named:
            if license in SUITABLE:
                return license
        titles = " or ".join(license.title for license in SUITABLE)
        raise InvalidValue(f"{CALLING}.licenses", f"Give one of {titles}.")


class CallingBody(Request):
    type: CallingType
    webex_calling: WebexCallingBody | None = None


CALLING: Final = "calling.webexCalling"


class WorkspaceBody(Request, kw_only=True):
    display_name: Annotated[str, named(DISPLAY_NAME_MOST)]
    org_id: str | None = None
    location_id: MaybeLocationId | None = None
    type: WorkspaceType = WorkspaceType.NOT_SET
    supported_devices: SupportedDevices = SupportedDevices.COLLABORATION_DEVICES
    calling: CallingBody | None = None

    def organization(self) -> UUID | None:
        return uuid_of("orgId", self.org_id, Kind.ORGANIZATION) if self.org_id else None

    def workspace(self, organization_id: UUID) -> Workspace:
        """The workspace that is asked for; `""` and null leave out what is optional."""
        workspace_id = fresh.uuid()
        display_name = checked_name("displayName", self.display_name, DISPLAY_NAME_MOST)
        location_id = uuid_of("locationId", self.location_id, Kind.LOCATION) if self.location_id else None
        extension = number = license = None
        given = self.calling.webex_calling if self.calling else None
        if given and given.extension:  # a wrong one is refused even where the type leaves it out
            checked_extension(f"{CALLING}.extension", given.extension)
        if self.calling and self.calling.type is CallingType.WEBEX:
            calling = self.calling.webex_calling
            if calling is None or not (calling.extension or calling.phone_number):
                raise MissingField(f"{CALLING}.extension or {CALLING}.phoneNumber")
            location_id = _calling_location(location_id, calling)
            extension = checked_extension(f"{CALLING}.extension", calling.extension) if calling.extension else None
            number = checked_number(f"{CALLING}.phoneNumber", calling.phone_number) if calling.phone_number else None
            license = calling.license(organization_id)
        return Workspace(
            id=workspace_id,
            display_name=display_name,
            email=workspace_email(workspace_id, display_name),
            type=self.type,
            supported_devices=self.supported_devices,
            location_id=location_id,
            license=license,
            extension=extension,
            number=number,
        )


class WorkspaceChangeBody(Request):
    """The whole workspace, as it is answered: a type that is left out is none. All else that is left out stays."""

    display_name: Annotated[str, named(DISPLAY_NAME_MOST)] | None = None
    location_id: MaybeLocationId | None = None
    type: WorkspaceType = WorkspaceType.NOT_SET
    supported_devices: SupportedDevices | None = None
    calling: CallingBody | None = None

    def change(self, organization_id: UUID) -> WorkspaceChange:
        """`""` takes an extension or a number away; an answered `calling` has neither, and leaves them."""
        location_id = uuid_of("locationId", self.location_id, Kind.LOCATION) if self.location_id else None
        calling = (self.calling and self.calling.webex_calling) or WebexCallingBody()
        if calling.location_id:
            location_id = _calling_location(location_id, calling)
        extension, number = calling.extension, calling.phone_number
        return WorkspaceChange(
            display_name=None
            if self.display_name is None
            else checked_name("displayName", self.display_name, DISPLAY_NAME_MOST),
            type=self.type,
            supported_devices=self.supported_devices,
            location_id=location_id,
            calling=None if self.calling is None else self.calling.type is CallingType.WEBEX,
            license=calling.license(organization_id) if calling.licenses else None,
            extension=checked_extension(f"{CALLING}.extension", extension) if extension else extension,
            number=checked_number(f"{CALLING}.phoneNumber", number) if number else number,
        )


class ListQuery(PagedQuery):
    max: Page = 100
    location_id: MaybeLocationId | None = None
    display_name: str | None = None
    type: WorkspaceType | None = None
    supported_devices: SupportedDevices | None = None
    calling: AnyCallingType | None = None

    def location(self) -> UUID | None:
        return uuid_of("locationId", self.location_id, Kind.LOCATION) if self.location_id else None

    def name(self) -> str | None:
        return trimmed(self.display_name) if self.display_name else None


class WebexCalling(Response):
    licenses: list[str]


class Calling(Response):
    """Extension and number are never answered here: clients read them from the numbers."""

    type: CallingType
    webex_calling: WebexCalling | None = None


class Calendar(Response):
    type: str


class WorkspaceItem(Response, kw_only=True):
    id: str
    org_id: str
    location_id: str | None = None
    display_name: str
    created: str | None = None
    type: WorkspaceType
    calling: Calling
    calendar: Calendar
    hotdesking_status: str
    supported_devices: SupportedDevices


class WorkspaceList(Response):
    items: list[WorkspaceItem]


def item(organization_id: UUID, workspace: Workspace) -> WorkspaceItem:
    calling = Calling(type=CallingType.FREE)
    if workspace.license:
        licenses = [license_id(organization_id, workspace.license)]
        calling = Calling(type=CallingType.WEBEX, webex_calling=WebexCalling(licenses=licenses))
    return WorkspaceItem(
        id=ids.public_id(Kind.PLACE, workspace.id),
        org_id=ids.public_id(Kind.ORGANIZATION, organization_id),
        location_id=ids.public_id(Kind.LOCATION, workspace.location_id) if workspace.location_id else None,
        display_name=workspace.display_name,
        created=timestamp(workspace.created) if workspace.created else None,
        type=workspace.type,
        calling=calling,
        calendar=Calendar(type="none"),
        hotdesking_status="off",
        supported_devices=workspace.supported_devices,
    )


def _calling_location(location_id: UUID | None, calling: WebexCallingBody) -> UUID:
    """The location that either field names, or both."""
    field = f"{CALLING}.locationId"
    named = uuid_of(field, calling.location_id, Kind.LOCATION) if calling.location_id else location_id
    if named is None:
        raise MissingField("locationId")
    if location_id not in (None, named):
        raise InvalidValue(field, "Give the workspace's own locationId, or leave it out.")
    return named
