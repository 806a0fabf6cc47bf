"""The audit trail on the wire (Webex API, Admin Audit Events), and what is ours in it: `before`, `after`, `fields`."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from msgspec import Meta, field

from callpark import ids
from callpark.api.queries import COUNT_MOST, Query
from callpark.api.references import uuid_of
from callpark.api.wire import PersonId, Response, shown
from callpark.errors import InvalidValue
from callpark.ids import Kind
from callpark.provisioning.audit import Category, ChangesQuestion, RecordedChange

PAGE_MOST: Final = 200
PAGE: Final = 100

KINDS: Final = {
    Category.ORGANIZATIONS: Kind.ORGANIZATION,
    Category.LOCATIONS: Kind.LOCATION,
    Category.NUMBERS: Kind.LOCATION,
    Category.USERS: Kind.PEOPLE,
    Category.WORKSPACES: Kind.PLACE,
    Category.VIRTUAL_LINES: Kind.VIRTUAL_LINE,
    Category.HUNT_GROUPS: Kind.HUNT_GROUP,
    Category.CALL_PARK_EXTENSIONS: Kind.CALL_PARK_EXTENSION,
    Category.CALL_PARK_SETTINGS: Kind.LOCATION,
}

MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE)
"""RFC 3339 §5.6, without leap seconds."""

Moment = Annotated[str, shown("A moment with its time zone, such as 2026-11-26T09:30:00.000Z.", format="date-time")]

_CATEGORY = "|".join(Category)
Categories = Annotated[
    str, shown("Some of the event categories, joined with commas.", pattern=rf"^({_CATEGORY})(,({_CATEGORY}))*$")
]


class EventsQuery(Query):
    from_: Moment | None = field(name="from", default=None)
    to: Moment | None = None
    actor_id: PersonId | None = None
    event_categories: Categories | None = None
    max: Annotated[int, Meta(ge=1, le=COUNT_MOST)] = PAGE
    offset: Annotated[int, Meta(ge=0, le=COUNT_MOST)] = 0

    def page_size(self) -> int:
        return min(self.max, PAGE_MOST)

    def question(self) -> ChangesQuestion:
        return ChangesQuestion(
            since=None if self.from_ is None else _moment("from", self.from_),
            before=None if self.to is None else _moment("to", self.to),
            actor_id=None if self.actor_id is None else uuid_of("actorId", self.actor_id, Kind.PEOPLE),
            categories=None if self.event_categories is None else _categories(self.event_categories),
        )


class EventData(Response):
    event_category: Category
    event_description: str
    action_text: str
    target_type: str
    target_id: str
    target_name: str
    target_org_id: str
    target_org_name: str
    actor_name: str
    actor_email: str | None = None
    actor_org_name: str | None = None
    admin_roles: list[str] | None = None
    tracking_id: str | None = None
    location_id: str | None = None
    fields: Annotated[list[str], shown("The names of the fields that differ.")] | None = None
    before: Annotated[dict[str, Any], shown("The thing as it was stored; left out if it is new.")] | None = None
    after: Annotated[dict[str, Any], shown("The thing as it was stored then; left out if it is gone.")] | None = None


class Event(Response):
    """A change. Without `actorId` it was made with a command, by the user `actorName` of that machine."""

    id: str
    created: str
    data: EventData
    actor_id: str | None = None
    actor_org_id: str | None = None


class EventList(Response):
    items: list[Event]


class CategoryList(Response):
    event_categories: list[Category]


def item(change: RecordedChange) -> Event:
    roles = [change.actor_role] if change.actor_role else None
    return Event(
        id=str(change.id),
        created=f"{change.created:%Y-%m-%dT%H:%M:%S}.{change.created.microsecond // 1000:03}Z",
        actor_id=ids.public_id(Kind.PEOPLE, change.actor_id) if change.actor_id else None,
        actor_org_id=_organization(change.actor_organization_id) if change.actor_organization_id else None,
        data=EventData(
            event_category=change.category,
            event_description=change.operation,
            action_text=f"{change.actor_name}: {change.operation}, {change.target_name}",
            target_type=change.category.value,
            target_id=_target_id(change),
            target_name=change.target_name,
            target_org_id=_organization(change.organization_id),
            target_org_name=change.organization_name,
            actor_name=change.actor_name,
            actor_email=change.actor_email,
            actor_org_name=change.actor_organization_name,
            admin_roles=roles,
            tracking_id=change.tracking_id,
            location_id=ids.public_id(Kind.LOCATION, change.location_id) if change.location_id else None,
            fields=[_camel_name(name) for name in change.fields],
            before=_camel(change.before),
            after=_camel(change.after),
        ),
    )


def _target_id(change: RecordedChange) -> str:
    if change.category is Category.CALL_PARKS:
        return ids.call_park_id(change.target_name)
    kind = KINDS.get(change.category)
    return ids.public_id(kind, change.target_id) if kind else str(change.target_id)


def _organization(organization_id: Any) -> str:
    return ids.public_id(Kind.ORGANIZATION, organization_id)


def _camel(value: Any) -> Any:
    """The names of fields as the API writes them."""
    if isinstance(value, dict):
        return {_camel_name(name): _camel(one) for name, one in value.items()}
    return [_camel(one) for one in value] if isinstance(value, list) else value


def _camel_name(name: str) -> str:
    return re.sub(r"_([a-z])", lambda letter: letter[1].upper(), name)


def _moment(name: str, text: str) -> datetime:
    with suppress(ValueError, OverflowError):  # no such day, or one before the year 1
        if MOMENT.fullmatch(text):
            return datetime.fromisoformat(text.upper()).astimezone(UTC)
    raise InvalidValue(name, "Give a moment with its time zone, such as 2026-11-26T09:30:00.000Z.")


def _categories(text: str) -> list[str]:
    given = [part.strip() for part in text.split(",")]
    if set(given) - set(Category):
        raise InvalidValue("eventCategories", f"Give some of {', '.join(Category)}, joined with commas.")
    return given
