"""Numbers on the wire (Webex API, Numbers)."""

from enum import Enum
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from callpark import ids
from callpark.api.queries import PagedQuery
from callpark.api.references import reference, uuid_of
from callpark.api.wire import MaybeLocationId, PhoneNumber, Request, Response
from callpark.errors import InvalidValue
from callpark.ids import Kind
from callpark.parking.directory import NumberEntry, NumberOrder, NumbersQuestion
from callpark.parking.numbers import checked_number, e164, esn

OWNER_KINDS = (Kind.PEOPLE, Kind.PLACE, Kind.VIRTUAL_LINE, Kind.HUNT_GROUP, Kind.CALL_PARK_EXTENSION)


class State(Enum):
    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"


class Use(Enum):
    """Mobile numbers belong to a carrier's subscription, which callpark does not have."""

    DID = "DID"
    TOLLFREE = "TOLLFREE"


class NumberType(Enum):
    NUMBER = "NUMBER"
    EXTENSION = "EXTENSION"


class PhoneNumberType(Enum):
    PRIMARY = "PRIMARY"
    ALTERNATE = "ALTERNATE"


class OwnerType(Enum):
    """The API's owner types; callpark has owners of the first four."""

    PEOPLE = "PEOPLE"
    PLACE = "PLACE"
    VIRTUAL_LINE = "VIRTUAL_LINE"
    HUNT_GROUP = "HUNT_GROUP"
    AUTO_ATTENDANT = "AUTO_ATTENDANT"
    CALL_QUEUE = "CALL_QUEUE"
    PAGING_GROUP = "PAGING_GROUP"
    VOICE_MESSAGING = "VOICE_MESSAGING"
    OFFICE_ANYWHERE = "OFFICE_ANYWHERE"
    BROADWORKS_ANYWHERE = "BROADWORKS_ANYWHERE"
    CONTACT_CENTER_LINK = "CONTACT_CENTER_LINK"
    CONTACT_CENTER_ADAPTER = "CONTACT_CENTER_ADAPTER"
    ROUTE_LIST = "ROUTE_LIST"
    VOICEMAIL_GROUP = "VOICEMAIL_GROUP"
    COLLABORATE_BRIDGE = "COLLABORATE_BRIDGE"


class Action(Enum):
    ACTIVATE = "ACTIVATE"
    DEACTIVATE = "DEACTIVATE"


class NumbersBody(Request):
    phone_numbers: Annotated[list[PhoneNumber], Meta(min_length=1)]

    def numbers(self) -> list[str]:
        return [checked_number(f"phoneNumbers[{n}]", number) for n, number in enumerate(self.phone_numbers)]


class StateBody(NumbersBody):
    action: Action | None = None


class NewNumbersBody(NumbersBody):
    """A number without `state` is active, as the reference has it for all but mobile numbers."""

    state: State | None = None
    number_type: Use | None = None


class ListQuery(PagedQuery):
    location_id: MaybeLocationId | None = None
    phone_number: str | None = None
    extension: str | None = None
    owner_id: str | None = None
    owner_type: OwnerType | None = None
    owner_name: str | None = None
    number_type: NumberType | None = None
    phone_number_type: PhoneNumberType | None = None
    state: State | None = None
    available: bool | None = None
    assigned: bool | None = None
    toll_free_numbers: bool | None = None
    order: NumberOrder = NumberOrder.DN

    def location(self) -> UUID | None:
        return uuid_of("locationId", self.location_id, Kind.LOCATION) if self.location_id else None

    def question(self) -> NumbersQuestion:
        of_numbers = {"available": self.available, "assigned": self.assigned, "state": self.state}
        for name, value in of_numbers.items():
            if self.number_type is NumberType.EXTENSION and value is not None:
                raise InvalidValue(name, "It can't be used with numberType EXTENSION.")
        if self.available is not None and self.available == self.assigned:
            raise InvalidValue("available", "A number is either available or assigned.")
        return NumbersQuestion(
            number=e164(self.phone_number) if self.phone_number else None,
            extension=self.extension or None,
            has_number=None if self.number_type is None else self.number_type is NumberType.NUMBER,
            active=None if self.state is None else self.state is State.ACTIVE,
            assigned=self.assigned if self.available is None else not self.available,
            alternate=None if self.phone_number_type is None else self.phone_number_type is PhoneNumberType.ALTERNATE,
            toll_free=self.toll_free_numbers,
            owner=reference("ownerId", self.owner_id, *OWNER_KINDS) if self.owner_id else None,
            owner_type=self.owner_type.value if self.owner_type else None,
            owner_name=self.owner_name or None,
            order=self.order,
        )


class LocationOfNumber(Response):
    id: str
    name: str


class Owner(Response, kw_only=True):
    """`type` is left out for a call park extension: the API has no word for it as an owner."""

    id: str
    type: str | None = None
    first_name: str
    last_name: str


class NumberItem(Response, kw_only=True):
    """An extension alone has neither state nor type."""

    phone_number: str | None = None
    extension: str | None = None
    routing_prefix: str | None = None
    esn: str | None = None
    state: State | None = None
    phone_number_type: PhoneNumberType | None = None
    main_number: bool
    toll_free_number: bool
    included_telephony_types: str | None = None
    is_service_number: bool | None = None
    location: LocationOfNumber
    owner: Owner | None = None


class NumberList(Response):
    phone_numbers: list[NumberItem]


def item(entry: NumberEntry) -> NumberItem:
    found = NumberItem(
        phone_number=entry.number,
        extension=entry.extension,
        routing_prefix=entry.routing_prefix,
        esn=esn(entry.routing_prefix, entry.extension) if entry.extension else None,
        main_number=entry.main,
        toll_free_number=entry.toll_free,
        location=LocationOfNumber(id=ids.public_id(Kind.LOCATION, entry.location_id), name=entry.location_name),
        owner=_owner(entry),
    )
    if entry.number:
        found.state = State.ACTIVE if entry.active else State.INACTIVE
        found.phone_number_type = PhoneNumberType.ALTERNATE if entry.alternate else PhoneNumberType.PRIMARY
        found.included_telephony_types = "PSTN_NUMBER"
        found.is_service_number = False
    return found


def _owner(entry: NumberEntry) -> Owner | None:
    owner = entry.owner
    if owner is None:
        return None
    is_hunt_group = owner.kind is Kind.HUNT_GROUP
    return Owner(
        id=ids.hunt_group_id(owner.id, owner.mailbox) if is_hunt_group else ids.public_id(owner.kind, owner.id),
        type=owner.kind.value if owner.kind in OwnerType.__members__ else None,
        first_name=owner.first_name,
        last_name=owner.last_name,
    )
