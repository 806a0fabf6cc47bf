"""Licenses on the wire (Webex API, Licenses). Owns how a license's id is made and read."""

from uuid import UUID, uuid5

from callpark import ids
from callpark.api.wire import Response
from callpark.errors import InvalidValue, UnknownReference
from callpark.parking.directory import LICENSE_UNITS, CallingLicense, License


class LicenseItem(Response):
    id: str
    name: str
    total_units: int
    consumed_units: int
    consumed_by_users: int
    consumed_by_workspaces: int


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


def licenses_in(field: str, texts: list[str], organization_id: UUID) -> tuple[CallingLicense, ...]:
    """The licenses that a body names; a wrong one is refused by its place in the list."""
    found = []
    for n, text in enumerate(texts):
        try:
            kind = license_in(text, organization_id)
        except ids.BadId as wanted:
            raise InvalidValue(f"{field}[{n}]", str(wanted)) from None
        if kind is None:
            raise UnknownReference(f"{field}[{n}]", "license")
        found.append(kind)
    return tuple(dict.fromkeys(found))


def item(organization_id: UUID, license: License) -> LicenseItem:
    return LicenseItem(
        id=license_id(organization_id, license.kind),
        name=license.kind.title,
        total_units=LICENSE_UNITS,
        consumed_units=license.used_by_people + license.used_by_workspaces,
        consumed_by_users=license.used_by_people,
        consumed_by_workspaces=license.used_by_workspaces,
    )
