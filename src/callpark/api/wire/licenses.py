"""Licenses on the wire (Webex API, Licenses). Owns how a license's id is made and read."""

from enum import Enum
from uuid import UUID, uuid5

from msgspec import Struct, field

from callpark import ids
from callpark.api.references import uuid_of
from callpark.api.wire import (
    LicenseId,
    MaybeExtension,
    MaybeLocationId,
    MaybeOrganizationId,
    MaybePersonId,
    MaybePhoneNumber,
    Request,
    Response,
)
from callpark.errors import InvalidValue, MissingField, UnknownReference
from callpark.ids import Kind
from callpark.parking.directory import LICENSE_UNITS, CallingLicense, License
from callpark.parking.model import checked_extension
from callpark.parking.numbers import checked_number
from callpark.parking.people import LicenseChange, Person


class Operation(Enum):
    ADD = "add"
    REMOVE = "remove"


class PropertiesBody(Request):
    location_id: MaybeLocationId | None = None
    phone_number: MaybePhoneNumber | None = None
    extension: MaybeExtension | None = None


class LicenseOperationBody(Request):
    id: LicenseId
    operation: Operation | None = None
    properties: PropertiesBody | None = None

    def change(self, name: str, organization_id: UUID) -> LicenseChange:
        """`""` and null leave the person what it has."""
        given, of = self.properties or PropertiesBody(), f"{name}.properties"
        return LicenseChange(
            license=license_named(f"{name}.id", self.id, organization_id),
            add=self.operation is not Operation.REMOVE,
            location_id=uuid_of(f"{of}.locationId", given.location_id, Kind.LOCATION) if given.location_id else None,
            extension=checked_extension(f"{of}.extension", given.extension) if given.extension else None,
            number=checked_number(f"{of}.phoneNumber", given.phone_number) if given.phone_number else None,
        )


class AssignmentBody(Request):
    """`siteUrls` are for meetings, which callpark does not have: they are not read."""

    email: str | None = None
    person_id: MaybePersonId | None = None
    org_id: MaybeOrganizationId | None = None
    licenses: list[LicenseOperationBody] = field(default_factory=list)

    def organization(self) -> UUID | None:
        return uuid_of("orgId", self.org_id, Kind.ORGANIZATION) if self.org_id else None

    def person(self) -> UUID | None:
        if not self.person_id and not self.email:
            raise MissingField("personId or email")
        return uuid_of("personId", self.person_id, Kind.PEOPLE) if self.person_id else None

    def changes(self, organization_id: UUID) -> list[LicenseChange]:
        return [one.change(f"licenses[{n}]", organization_id) for n, one in enumerate(self.licenses)]


class LicenseItem(Response):
    id: str
    name: str
    total_units: int
    consumed_units: int
    consumed_by_users: int
    consumed_by_workspaces: int


class LicensesOfPerson(Struct, rename="camel"):
    org_id: str
    person_id: str
    email: str
    licenses: list[str]


class LicenseList(Response):
    items: list[LicenseItem]


def license_id(organization_id: UUID, kind: CallingLicense) -> str:
    """The same license has the same id for ever: it is made of what it is."""
    return ids.license_id(organization_id, kind.value, uuid5(organization_id, f"license {kind.value}"))


def license_in(text: str, organization_id: UUID) -> CallingLicense | None:
    """The license of this organization that an id names; None if it has no such license, BadId if `text` is none."""
    owner, code = ids.license_kind(text)
    known = owner == organization_id and code in {kind.value for kind in CallingLicense}
    return CallingLicense(code) if known else None


def license_named(name: str, text: str, organization_id: UUID) -> CallingLicense:
    """The license that a body names; a wrong one is refused by the name of its field."""
    try:
        kind = license_in(text, organization_id)
    except ids.BadId as wanted:
        raise InvalidValue(name, str(wanted)) from None
    if kind is None:
        raise UnknownReference(name, "license")
    return kind


def licenses_in(name: str, texts: list[str], organization_id: UUID) -> tuple[CallingLicense, ...]:
    """The licenses of a list; a wrong one is refused by its place."""
    return tuple(dict.fromkeys(license_named(f"{name}[{n}]", text, organization_id) for n, text in enumerate(texts)))


def item(organization_id: UUID, license: License) -> LicenseItem:
    return LicenseItem(
        id=license_id(organization_id, license.kind),
        name=license.kind.title,
        total_units=LICENSE_UNITS,
        consumed_units=license.used_by_people + license.used_by_workspaces,
        consumed_by_users=license.used_by_people,
        consumed_by_workspaces=license.used_by_workspaces,
    )


def licenses_of(organization_id: UUID, person: Person) -> LicensesOfPerson:
    return LicensesOfPerson(
        org_id=ids.public_id(Kind.ORGANIZATION, organization_id),
        person_id=ids.public_id(Kind.PEOPLE, person.id),
        email=person.email,
        licenses=[license_id(organization_id, license) for license in person.licenses],
    )
