"""Call park extensions on the wire (Webex API, Features: Call Park Extension)."""

from typing import Annotated

from msgspec import UNSET, UnsetType

from callpark import ids
from callpark.api.queries import PagedQuery
from callpark.api.wire import Extension, LocationId, Request, Response, joined, named
from callpark.parking.model import (
    CALL_PARK_EXTENSION_NAME_MOST,
    DEFAULT_CALL_PARK_EXTENSION_ORDER,
    CallParkExtension,
    CallParkExtensionChange,
    CallParkExtensionDraft,
    CallParkExtensionOrder,
    sort_order,
)
from callpark.parking.numbers import esn

Name = Annotated[str, named(CALL_PARK_EXTENSION_NAME_MOST)]


class CallParkExtensionBody(Request):
    name: Name
    extension: Extension

    def draft(self) -> CallParkExtensionDraft:
        return CallParkExtensionDraft(name=self.name, extension=self.extension)


class CallParkExtensionChangeBody(Request):
    """What is left out stays as it is."""

    name: Name | UnsetType = UNSET
    extension: Extension | UnsetType = UNSET

    def change(self) -> CallParkExtensionChange:
        return CallParkExtensionChange(
            name=None if self.name is UNSET else self.name,
            extension=None if self.extension is UNSET else self.extension,
        )


class ListQuery(PagedQuery):
    location_id: LocationId | None = None
    location_name: str | None = None
    name: str | None = None
    extension: str | None = None
    order: Annotated[str, joined(CallParkExtensionOrder)] | None = None

    def sort_fields(self) -> tuple[CallParkExtensionOrder, ...]:
        if self.order is None:
            return DEFAULT_CALL_PARK_EXTENSION_ORDER
        return sort_order("order", self.order, CallParkExtensionOrder)


class ListItem(Response, kw_only=True):
    id: str
    extension: str
    name: str
    location_id: str
    location_name: str
    routing_prefix: str | None = None
    esn: str


class CallParkExtensionList(Response):
    call_park_extensions: list[ListItem]


class CallParkExtensionDetails(Response, kw_only=True):
    """Without the id: the reference has none here."""

    extension: str
    name: str
    routing_prefix: str | None = None
    esn: str


def item(extension: CallParkExtension) -> ListItem:
    return ListItem(
        id=ids.public_id(ids.Kind.CALL_PARK_EXTENSION, extension.id),
        extension=extension.extension,
        name=extension.name,
        location_id=ids.public_id(ids.Kind.LOCATION, extension.location_id) if extension.location_id else "",
        location_name=extension.location_name or "",
        routing_prefix=extension.routing_prefix,
        esn=esn(extension.routing_prefix, extension.extension),
    )


def details(extension: CallParkExtension) -> CallParkExtensionDetails:
    return CallParkExtensionDetails(
        extension=extension.extension,
        name=extension.name,
        routing_prefix=extension.routing_prefix,
        esn=esn(extension.routing_prefix, extension.extension),
    )
