"""Organizations on the wire (Webex API, Organizations)."""

from datetime import UTC, datetime
from typing import Final

from callpark import ids
from callpark.api.queries import Query
from callpark.api.wire import Response
from callpark.parking.directory import Organization

XSI_HOST: Final = "api.callpark.invalid"
"""There is no Xsi service: the name never resolves (RFC 2606 §2), but clients find the fields that they read."""


class OrganizationQuery(Query):
    calling_data: bool = False


class OrganizationItem(Response):
    id: str
    display_name: str
    created: str
    xsi_actions_endpoint: str | None = None
    xsi_events_endpoint: str | None = None
    xsi_events_channel_endpoint: str | None = None
    xsi_domain: str | None = None


class OrganizationList(Response):
    items: list[OrganizationItem]


def timestamp(moment: datetime) -> str:
    """A point in time as the API writes it: UTC in ISO 8601 with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def item(organization: Organization, *, calling_data: bool) -> OrganizationItem:
    found = OrganizationItem(
        id=ids.public_id(ids.Kind.ORGANIZATION, organization.id),
        display_name=organization.name,
        created=timestamp(organization.created),
    )
    if calling_data:
        found.xsi_actions_endpoint = f"https://{XSI_HOST}/com.broadsoft.xsi-actions"
        found.xsi_events_endpoint = f"https://{XSI_HOST}/com.broadsoft.xsi-events"
        found.xsi_events_channel_endpoint = f"https://{XSI_HOST}/com.broadsoft.async/com.broadsoft.xsi-events"
        found.xsi_domain = XSI_HOST
    return found
