"""People of the directory: what a person is, as it is read and as somebody wants it, and what is wrong in itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from callpark.errors import InvalidValue, MissingField
from callpark.ids import Kind
from callpark.parking.directory import CallingLicense, Line
from callpark.parking.model import (
    DISPLAY_NAME_MOST,
    EMAIL_MOST,
    PERSON_NAME_MOST,
    checked_extension,
    checked_name,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """A person as it is read; without calling license it has none of the fields from `location_id` on."""

    id: UUID
    email: str
    first_name: str | None
    last_name: str | None
    display_name: str
    sort_name: str
    role: str | None
    license: CallingLicense | None
    created: datetime
    location_id: UUID | None = None
    routing_prefix: str | None = None
    extension: str | None = None
    primary_number: str | None = None
    alternate_numbers: tuple[str, ...] = ()

    @property
    def licenses(self) -> tuple[CallingLicense, ...]:
        return (self.license,) if self.license else ()

    @property
    def numbers(self) -> tuple[str, ...]:
        """The primary number first, as a draft has them."""
        return (*((self.primary_number,) if self.primary_number else ()), *self.alternate_numbers)


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonDraft:
    """A person that somebody wants to exist. Refuses calling without license and a license without calling.

    Of `numbers`, in E.164, the first is the primary one. An empty name is as good as none.
    """

    email: str
    first_name: str | None = None
    last_name: str | None = None
    display_name: str = ""
    licenses: tuple[CallingLicense, ...] = ()
    location_id: UUID | None = None
    extension: str | None = None
    numbers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        first = checked_name("firstName", self.first_name, PERSON_NAME_MOST) if self.first_name else None
        last = checked_name("lastName", self.last_name, PERSON_NAME_MOST) if self.last_name else None
        display = self.display_name or " ".join(name for name in (first, last) if name)
        if not display:
            raise MissingField("displayName, firstName or lastName")
        object.__setattr__(self, "email", checked_email("emails", self.email))
        object.__setattr__(self, "first_name", first)
        object.__setattr__(self, "last_name", last)
        object.__setattr__(self, "display_name", checked_name("displayName", display, DISPLAY_NAME_MOST))
        object.__setattr__(self, "numbers", tuple(dict.fromkeys(self.numbers)))
        if self.license:
            self._check_calling(self.license)
        else:
            self._check_no_calling()

    @property
    def license(self) -> CallingLicense | None:
        return self.licenses[0] if self.licenses else None

    def line(self, organization_id: UUID, person_id: UUID) -> Line | None:
        """The person's line, if it is to have calling. A line has names even if the person has a display name only."""
        if self.location_id is None:
            return None
        first, last = self.first_name or "", self.last_name or ""
        if not first and not last:
            first, _, last = self.display_name.partition(" ")
        return Line(
            organization_id=organization_id,
            location_id=self.location_id,
            id=person_id,
            kind=Kind.PEOPLE,
            first_name=first,
            last_name=last.strip(),
            display_name=self.display_name,
            email=self.email,
            extension=self.extension,
            primary_number=self.numbers[0] if self.numbers else None,
            alternate_numbers=self.numbers[1:],
        )

    def _check_calling(self, license: CallingLicense) -> None:
        if len(self.licenses) > 1:
            raise InvalidValue("licenses", "A person has one calling license at most.")
        if license is CallingLicense.WORKSPACES:
            raise InvalidValue("licenses", f"{license.title} is for workspaces. {_NEEDED}")
        if self.location_id is None:
            raise MissingField("locationId")
        if not self.extension and not self.numbers:
            raise MissingField("extension or phoneNumbers")
        if self.extension:
            checked_extension("extension", self.extension)

    def _check_no_calling(self) -> None:
        given = {"locationId": self.location_id, "extension": self.extension, "phoneNumbers": self.numbers}
        for field, value in given.items():
            if value:
                raise InvalidValue(field, f"It is for people with calling. {_NEEDED}")


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonChange:
    """A person as somebody wants it to become. Names are all given; of the rest None leaves what the person has.

    An empty tuple takes the licenses or the numbers away, `""` the extension.
    """

    email: str
    first_name: str | None = None
    last_name: str | None = None
    display_name: str = ""
    licenses: tuple[CallingLicense, ...] | None = None
    location_id: UUID | None = None
    extension: str | None = None
    numbers: tuple[str, ...] | None = None

    def draft(self, person: Person) -> PersonDraft:
        """What becomes of `person`. Where the license is taken away, what else is said of calling does not count."""
        licenses = person.licenses if self.licenses is None else self.licenses
        ends = not licenses and person.license is not None
        return PersonDraft(
            email=self.email,
            first_name=self.first_name,
            last_name=self.last_name,
            display_name=self.display_name,
            licenses=licenses,
            location_id=None if ends else self.location_id or person.location_id,
            extension=None if ends else person.extension if self.extension is None else self.extension or None,
            numbers=() if ends else person.numbers if self.numbers is None else self.numbers,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class LicenseChange:
    """A license that somebody wants a person to have or to lose; of the properties None leaves what the person has."""

    license: CallingLicense
    add: bool = True
    location_id: UUID | None = None
    extension: str | None = None
    number: str | None = None


def with_licenses(person: Person, changes: Sequence[LicenseChange]) -> PersonDraft:
    """What becomes of `person`. To add what it has, or to remove what it lacks, changes no license.

    Only the outcome has to be right, so that one license can be changed for another in any order.
    """
    licenses, numbers = person.licenses, person.numbers
    location_id, extension = person.location_id, person.extension
    for change in changes:
        licenses = tuple(license for license in licenses if license is not change.license)
        if change.add:
            licenses = (*licenses, change.license)
            location_id, extension = change.location_id or location_id, change.extension or extension
            numbers = (change.number, *numbers[1:]) if change.number else numbers
    return PersonDraft(
        email=person.email,
        first_name=person.first_name,
        last_name=person.last_name,
        display_name=person.display_name,
        licenses=licenses,
        location_id=location_id if licenses else None,
        extension=extension if licenses else None,
        numbers=numbers if licenses else (),
    )


_NEEDED = f"Name {CallingLicense.PROFESSIONAL.title} or {CallingLicense.BASIC.title} in licenses."


def checked_email(field: str, text: str) -> str:
    """The address as it is stored and compared, in lower case; InvalidValue unless it looks like one."""
    email = text.strip().lower()
    if len(email) > EMAIL_MOST or not re.fullmatch(
        r"[^@\s\x00-\x1f\x7f]+@[^@\s.\x00-\x1f\x7f]+(\.[^@\s.\x00-\x1f\x7f]+)+", email
    ):
        raise InvalidValue(field, "Give an email address such as bob@example.com.")
    return email
