"""Organizations on the wire (Webex API, Organizations)."""

from datetime import UTC, datetime

from callpark import ids
from callpark.api.wire import Response
from callpark.parking.directory import Organization


class OrganizationItem(Response):
    id: str
    display_name: str
    created: str


class OrganizationList(Response):
    items: list[OrganizationItem]


def timestamp(moment: datetime) -> str:
    """A point in time as the API writes it: UTC in ISO 8601 with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def item(organization: Organization) -> OrganizationItem:
    return OrganizationItem(
        id=ids.public_id(ids.Kind.ORGANIZATION, organization.id),
        display_name=organization.name,
        created=timestamp(organization.created),
    )
