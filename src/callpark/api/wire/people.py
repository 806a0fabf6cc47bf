"""People on the wire (Webex API, People)."""

from base64 import b64decode, urlsafe_b64encode
from enum import Enum
from typing import Annotated
from uuid import UUID

from msgspec import field

from callpark import ids
from callpark.api.queries import Page, Query
from callpark.api.references import uuid_of
from callpark.api.wire import (
    LicenseId,
    LocationId,
    MaybeExtension,
    MaybeLocationId,
    PhoneNumber,
    Request,
    Response,
    shown,
)
from callpark.api.wire.licenses import license_id, licenses_in
from callpark.api.wire.organizations import timestamp
from callpark.api.wire.roles import role_id, role_uuid
from callpark.errors import CallingRequired, InvalidValue
from callpark.parking.model import DISPLAY_NAME_MOST, EMAIL_MOST, PERSON_NAME_MOST
from callpark.parking.numbers import checked_number, esn
from callpark.parking.people import Person, PersonChange, PersonDraft
from callpark.provisioning.access import Role

PAGE_DEFAULT = 100
MOST, MOST_WITH_CALLING = 1000, 100
IDS_MOST = 85


class NumberType(Enum):
    """Which kinds of numbers clients know. Only `work` is a number of the line; the rest is accepted and not kept."""

    WORK = "work"
    WORK_EXTENSION = "work_extension"
    MOBILE = "mobile"
    FAX = "fax"
    ENTERPRISE = "enterprise"
    ALTERNATE1 = "alternate1"
    ALTERNATE2 = "alternate2"


class NumberBody(Request):
    type: NumberType
    value: PhoneNumber
    primary: bool = False


Email = Annotated[str, shown(format="email", maxLength=EMAIL_MOST)]
Name = Annotated[str, shown(maxLength=PERSON_NAME_MOST)]


class PersonFields(Request, kw_only=True):
    """`roles` is not read: what a token may do is decided when an operator makes it. `""` and null mean no name."""

    emails: Annotated[list[Email], shown("Exactly one.", minItems=1, maxItems=1)]
    first_name: Name | None = None
    last_name: Name | None = None
    display_name: Annotated[str, shown(maxLength=DISPLAY_NAME_MOST)] | None = None
    location_id: MaybeLocationId | None = None
    extension: MaybeExtension | None = None

    def email(self) -> str:
        if len(self.emails) != 1:
            raise InvalidValue("emails", "Give exactly one email address.")
        return self.emails[0]

    def location(self) -> UUID | None:
        return uuid_of("locationId", self.location_id, ids.Kind.LOCATION) if self.location_id else None


class PersonBody(PersonFields, kw_only=True):
    licenses: list[LicenseId] = field(default_factory=list)
    phone_numbers: list[NumberBody] = field(default_factory=list)

    def draft(self, organization_id: UUID) -> PersonDraft:
        """The person that is asked for; `""` and null mean that there is no such field."""
        return PersonDraft(
            email=self.email(),
            first_name=self.first_name,
            last_name=self.last_name,
            display_name=self.display_name or "",
            licenses=licenses_in("licenses", self.licenses, organization_id),
            location_id=self.location(),
            extension=self.extension or None,
            numbers=_work_numbers(self.phone_numbers),
        )


class PersonChangeBody(PersonFields, kw_only=True):
    """The whole person, as it is answered. What is left out of its calling, or null, stays as it is."""

    licenses: list[LicenseId] | None = None
    phone_numbers: list[NumberBody] | None = None

    def change(self, organization_id: UUID) -> PersonChange:
        return PersonChange(
            email=self.email(),
            first_name=self.first_name,
            last_name=self.last_name,
            display_name=self.display_name or "",
            licenses=None if self.licenses is None else licenses_in("licenses", self.licenses, organization_id),
            location_id=self.location(),
            extension=self.extension,
            numbers=None if self.phone_numbers is None else _work_numbers(self.phone_numbers),
        )


def _work_numbers(numbers: list[NumberBody]) -> tuple[str, ...]:
    """The line's numbers: the one called primary first, else as they were given."""
    given = [
        (not number.primary, checked_number(f"phoneNumbers[{n}].value", number.value))
        for n, number in enumerate(numbers)
        if number.type is NumberType.WORK
    ]
    if sum(not alternate for alternate, _ in given) > 1:
        raise InvalidValue("phoneNumbers", "A person has one primary number at most.")
    return tuple(number for _, number in sorted(given, key=lambda one: one[0]))


class PersonQuery(Query):
    calling_data: bool = False


class ChangeQuery(PersonQuery):
    min_response: bool = False


class ListQuery(PersonQuery):
    """Pages go on at `cursor`, which leads to the same place whoever comes or goes meanwhile. There is no `start`."""

    max: Page = PAGE_DEFAULT
    cursor: str | None = None
    email: str | None = None
    display_name: str | None = None
    id: str | None = None
    location_id: LocationId | None = None
    roles: str | None = None

    def page_size(self) -> int:
        return min(self.max, MOST_WITH_CALLING if self.calling_data else MOST)

    def location(self) -> UUID | None:
        if self.location_id is None:
            return None
        if not self.calling_data:
            raise CallingRequired
        return uuid_of("locationId", self.location_id, ids.Kind.LOCATION)

    def person_ids(self) -> list[UUID] | None:
        """An empty list is refused: whoever sends one does not mean everybody."""
        if self.id is None:
            return None
        given = self.id.split(",")
        if len(given) > IDS_MOST:
            raise InvalidValue("id", f"Give up to {IDS_MOST} ids.")
        return [uuid_of("id", one, ids.Kind.PEOPLE) for one in given]

    def role_names(self) -> list[str] | None:
        """A role that does not exist is nobody's."""
        if self.roles is None:
            return None
        wanted = {uuid_of("roles", one, ids.Kind.ROLE) for one in self.roles.split(",")}
        return [role.value for role in Role if role_uuid(role.value) in wanted]

    def after(self) -> tuple[str, UUID] | None:
        return None if self.cursor is None else _place(self.cursor)


class NumberItem(Response):
    type: NumberType
    value: str
    primary: bool | None = None


class PersonItem(Response, kw_only=True):
    """No `timezone` and no `xmppFederationJid`, though the reference has them: clients in strict mode lack them."""

    id: str
    emails: list[str]
    phone_numbers: list[NumberItem] | None = None
    extension: str | None = None
    location_id: str | None = None
    display_name: str
    first_name: str | None = None
    last_name: str | None = None
    org_id: str
    roles: list[str]
    licenses: list[str]
    created: str
    type: str
    user_name: str | None = None


class PersonList(Response):
    items: list[PersonItem]


def item(
    organization_id: UUID, person: Person, *, calling_data: bool = False, with_user_name: bool = False
) -> PersonItem:
    calling = calling_data and person.location_id is not None
    return PersonItem(
        id=ids.public_id(ids.Kind.PEOPLE, person.id),
        emails=[person.email],
        phone_numbers=_numbers(person) if calling else None,
        extension=person.extension if calling else None,
        location_id=ids.public_id(ids.Kind.LOCATION, person.location_id) if calling and person.location_id else None,
        display_name=person.display_name,
        first_name=person.first_name,
        last_name=person.last_name,
        org_id=ids.public_id(ids.Kind.ORGANIZATION, organization_id),
        roles=[role_id(person.role)] if person.role else [],
        licenses=[license_id(organization_id, person.license)] if person.license else [],
        created=timestamp(person.created),
        type="person",
        user_name=person.email if with_user_name else None,
    )


def _numbers(person: Person) -> list[NumberItem]:
    numbers = []
    if person.primary_number:
        numbers.append(NumberItem(NumberType.WORK, person.primary_number, True))
    numbers += [NumberItem(NumberType.WORK, number, False) for number in person.alternate_numbers]
    if person.extension:
        numbers.append(NumberItem(NumberType.WORK_EXTENSION, esn(person.routing_prefix, person.extension)))
    return numbers


def cursor(person: Person) -> str:
    """Where the page after this person begins."""
    return urlsafe_b64encode(person.id.bytes + person.sort_name.encode()).decode().rstrip("=")


def _place(text: str) -> tuple[str, UUID]:
    """What `cursor` put in; a text of somebody else's making is refused, since it goes into the query."""
    try:
        raw = b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        person_id, name = UUID(bytes=raw[:16]), raw[16:].decode()
    except ValueError:
        raise InvalidValue("cursor", "Take it from the Link header of the page before.") from None
    if "\0" in name:
        raise InvalidValue("cursor", "Take it from the Link header of the page before.")
    return name, person_id
