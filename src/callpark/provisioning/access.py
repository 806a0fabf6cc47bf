"""Who may do what: roles, scopes, and the one policy table of all operations.

A `Grant` is proof that somebody may carry out an operation in an organization; functions that change or read anything
take one, and only `authorize` makes them. Source: the roles and scopes on each operation's API page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final
from uuid import UUID

from callpark.errors import MissingScope, NotAllowed
from callpark.storage.database import Database
from callpark.storage.directory import organizations


class Role(StrEnum):
    FULL = "full-admin"
    READ_ONLY = "read-only-admin"
    LOCATION = "location-admin"
    PARTNER = "partner-admin"

    @property
    def display_name(self) -> str:
        """What the role is called where roles are listed."""
        return DISPLAY_NAMES[self]


DISPLAY_NAMES: Final = {
    Role.FULL: "Full Administrator",
    Role.READ_ONLY: "Read-only Administrator",
    Role.LOCATION: "Location Administrator",
    Role.PARTNER: "Partner Full Administrator",
}


class Scope(StrEnum):
    TELEPHONY_READ = "spark-admin:telephony_config_read"
    TELEPHONY_WRITE = "spark-admin:telephony_config_write"
    OWN_TELEPHONY_READ = "spark:telephony_config_read"
    PEOPLE_READ = "spark-admin:people_read"
    PEOPLE_WRITE = "spark-admin:people_write"
    OWN_READ = "spark:people_read"
    LOCATIONS_READ = "spark-admin:locations_read"
    LOCATIONS_WRITE = "spark-admin:locations_write"
    WORKSPACES_READ = "spark-admin:workspaces_read"
    WORKSPACES_WRITE = "spark-admin:workspaces_write"
    LICENSES_READ = "spark-admin:licenses_read"
    ORGANIZATIONS_READ = "spark-admin:organizations_read"
    ROLES_READ = "spark-admin:roles_read"
    AUDIT_READ = "audit:events_read"
    TOKENS_READ = "identity:tokens_read"
    TOKENS_WRITE = "identity:tokens_write"


class Reach(Enum):
    """What a location administrator meets: his locations by the path, what lies in his locations, or nothing."""

    LOCATION_IN_PATH = "location in path"
    OWN_LOCATIONS = "own locations"
    ANYWHERE = "anywhere"
    NOWHERE = "nowhere"


class Operation(StrEnum):
    LIST_CALL_PARKS = "list call parks"
    CREATE_CALL_PARK = "create a call park"
    GET_CALL_PARK = "get a call park"
    UPDATE_CALL_PARK = "update a call park"
    DELETE_CALL_PARK = "delete a call park"
    GET_AVAILABLE_AGENTS = "get available agents"
    GET_AVAILABLE_RECALL_HUNT_GROUPS = "get available recall hunt groups"
    GET_CALL_PARK_SETTINGS = "get call park settings"
    UPDATE_CALL_PARK_SETTINGS = "update call park settings"
    GET_MY_CALL_PARK = "get one's own call park settings"
    LIST_CALL_PARK_EXTENSIONS = "list call park extensions"
    CREATE_CALL_PARK_EXTENSION = "create a call park extension"
    GET_CALL_PARK_EXTENSION = "get a call park extension"
    UPDATE_CALL_PARK_EXTENSION = "update a call park extension"
    DELETE_CALL_PARK_EXTENSION = "delete a call park extension"
    GET_ME = "get one's own details"
    LIST_PEOPLE = "list people"
    CREATE_PERSON = "create a person"
    GET_PERSON = "get a person"
    UPDATE_PERSON = "update a person"
    DELETE_PERSON = "delete a person"
    ASSIGN_LICENSES = "assign licenses to a person"
    LIST_LICENSES = "list licenses"
    GET_LICENSE = "get a license"
    LIST_ORGANIZATIONS = "list organizations"
    GET_ORGANIZATION = "get an organization"
    LIST_ROLES = "list roles"
    GET_ROLE = "get a role"
    LIST_LOCATIONS = "list locations"
    CREATE_LOCATION = "create a location"
    GET_LOCATION = "get a location"
    UPDATE_LOCATION = "update a location"
    DELETE_LOCATION = "delete a location"
    LIST_CALLING_LOCATIONS = "list locations with calling"
    ENABLE_CALLING = "enable a location for calling"
    GET_CALLING_LOCATION = "get a location's calling details"
    UPDATE_CALLING_LOCATION = "update a location's calling details"
    DISABLE_CALLING = "disable calling for a location"
    LIST_NUMBERS = "list numbers"
    ADD_NUMBERS = "add numbers to a location"
    SET_NUMBER_STATE = "activate or deactivate numbers of a location"
    REMOVE_NUMBERS = "remove numbers from a location"
    LIST_WORKSPACES = "list workspaces"
    CREATE_WORKSPACE = "create a workspace"
    GET_WORKSPACE = "get a workspace"
    UPDATE_WORKSPACE = "update a workspace"
    DELETE_WORKSPACE = "delete a workspace"
    LIST_VIRTUAL_LINES = "list virtual lines"
    CREATE_VIRTUAL_LINE = "create a virtual line"
    GET_VIRTUAL_LINE = "get a virtual line"
    UPDATE_VIRTUAL_LINE = "update a virtual line"
    DELETE_VIRTUAL_LINE = "delete a virtual line"
    LIST_HUNT_GROUPS = "list hunt groups"
    CREATE_HUNT_GROUP = "create a hunt group"
    GET_HUNT_GROUP = "get a hunt group"
    UPDATE_HUNT_GROUP = "update a hunt group"
    DELETE_HUNT_GROUP = "delete a hunt group"
    LIST_AUDIT_EVENTS = "list audit events"
    LIST_AUDIT_CATEGORIES = "list audit event categories"
    LIST_TOKENS = "list access tokens"
    CREATE_TOKEN = "create an access token"  # noqa: S105  the name of an operation
    REVOKE_TOKEN = "revoke an access token"  # noqa: S105


ADMIN_PAGES_ONLY: Final = frozenset({Operation.LIST_TOKENS, Operation.CREATE_TOKEN, Operation.REVOKE_TOKEN})
"""What the API does not offer: Webex Calling's has no such operation."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One of `scopes` is needed, and one of `roles`."""

    scopes: frozenset[Scope]
    roles: frozenset[Role]
    reach: Reach


READERS: Final = frozenset(Role)
WRITERS: Final = frozenset({Role.FULL, Role.LOCATION, Role.PARTNER})


def _reads(reach: Reach, *scopes: Scope) -> Rule:
    return Rule(frozenset(scopes), READERS, reach)


def _writes(reach: Reach, scope: Scope) -> Rule:
    roles = WRITERS - {Role.LOCATION} if reach is Reach.NOWHERE else WRITERS
    return Rule(frozenset({scope}), roles, reach)


_READS_LOCATION = _reads(Reach.LOCATION_IN_PATH, Scope.TELEPHONY_READ)
_WRITES_LOCATION = _writes(Reach.LOCATION_IN_PATH, Scope.TELEPHONY_WRITE)
_READS_LINES = _reads(Reach.OWN_LOCATIONS, Scope.TELEPHONY_READ)
_WRITES_LINES = _writes(Reach.OWN_LOCATIONS, Scope.TELEPHONY_WRITE)
_READS_PEOPLE = _reads(Reach.OWN_LOCATIONS, Scope.PEOPLE_READ)
_WRITES_PEOPLE = _writes(Reach.OWN_LOCATIONS, Scope.PEOPLE_WRITE)
_READS_LOCATIONS = _reads(Reach.OWN_LOCATIONS, Scope.LOCATIONS_READ, Scope.PEOPLE_READ)
_READS_WORKSPACES = _reads(Reach.OWN_LOCATIONS, Scope.WORKSPACES_READ)
_READS_LICENSES = _reads(Reach.ANYWHERE, Scope.LICENSES_READ)
_READS_ORGANIZATIONS = _reads(Reach.ANYWHERE, Scope.ORGANIZATIONS_READ)
_READS_AUDIT = Rule(frozenset({Scope.AUDIT_READ}), READERS - {Role.LOCATION}, Reach.NOWHERE)

POLICY: Final[Mapping[Operation, Rule]] = {
    Operation.LIST_CALL_PARKS: _READS_LOCATION,
    Operation.CREATE_CALL_PARK: _WRITES_LOCATION,
    Operation.GET_CALL_PARK: _READS_LOCATION,
    Operation.UPDATE_CALL_PARK: _WRITES_LOCATION,
    Operation.DELETE_CALL_PARK: _WRITES_LOCATION,
    Operation.GET_AVAILABLE_AGENTS: _READS_LOCATION,
    Operation.GET_AVAILABLE_RECALL_HUNT_GROUPS: _READS_LOCATION,
    Operation.GET_CALL_PARK_SETTINGS: _READS_LOCATION,
    Operation.UPDATE_CALL_PARK_SETTINGS: _WRITES_LOCATION,
    Operation.GET_MY_CALL_PARK: _reads(Reach.ANYWHERE, Scope.OWN_TELEPHONY_READ, Scope.TELEPHONY_READ),
    Operation.LIST_CALL_PARK_EXTENSIONS: _READS_LINES,
    Operation.CREATE_CALL_PARK_EXTENSION: _WRITES_LOCATION,
    Operation.GET_CALL_PARK_EXTENSION: _READS_LOCATION,
    Operation.UPDATE_CALL_PARK_EXTENSION: _WRITES_LOCATION,
    Operation.DELETE_CALL_PARK_EXTENSION: _WRITES_LOCATION,
    Operation.GET_ME: _reads(Reach.ANYWHERE, Scope.OWN_READ, Scope.PEOPLE_READ),
    Operation.LIST_PEOPLE: _READS_PEOPLE,
    Operation.CREATE_PERSON: _WRITES_PEOPLE,
    Operation.GET_PERSON: _READS_PEOPLE,
    Operation.UPDATE_PERSON: _WRITES_PEOPLE,
    Operation.DELETE_PERSON: _WRITES_PEOPLE,
    Operation.ASSIGN_LICENSES: _WRITES_PEOPLE,
    Operation.LIST_LICENSES: _READS_LICENSES,
    Operation.GET_LICENSE: _READS_LICENSES,
    Operation.LIST_ORGANIZATIONS: _READS_ORGANIZATIONS,
    Operation.GET_ORGANIZATION: _READS_ORGANIZATIONS,
    Operation.LIST_ROLES: _reads(Reach.ANYWHERE, Scope.ROLES_READ),
    Operation.GET_ROLE: _reads(Reach.ANYWHERE, Scope.ROLES_READ),
    Operation.LIST_LOCATIONS: _READS_LOCATIONS,
    Operation.CREATE_LOCATION: _writes(Reach.NOWHERE, Scope.LOCATIONS_WRITE),
    Operation.GET_LOCATION: _reads(Reach.LOCATION_IN_PATH, Scope.LOCATIONS_READ, Scope.PEOPLE_READ),
    Operation.UPDATE_LOCATION: _writes(Reach.LOCATION_IN_PATH, Scope.LOCATIONS_WRITE),
    Operation.DELETE_LOCATION: _writes(Reach.NOWHERE, Scope.LOCATIONS_WRITE),
    Operation.LIST_CALLING_LOCATIONS: _READS_LINES,
    Operation.ENABLE_CALLING: _writes(Reach.NOWHERE, Scope.TELEPHONY_WRITE),
    Operation.GET_CALLING_LOCATION: _READS_LOCATION,
    Operation.UPDATE_CALLING_LOCATION: _WRITES_LOCATION,
    Operation.DISABLE_CALLING: _writes(Reach.NOWHERE, Scope.TELEPHONY_WRITE),
    Operation.LIST_NUMBERS: _READS_LINES,
    Operation.ADD_NUMBERS: _WRITES_LOCATION,
    Operation.SET_NUMBER_STATE: _WRITES_LOCATION,
    Operation.REMOVE_NUMBERS: _WRITES_LOCATION,
    Operation.LIST_WORKSPACES: _READS_WORKSPACES,
    Operation.CREATE_WORKSPACE: _writes(Reach.OWN_LOCATIONS, Scope.WORKSPACES_WRITE),
    Operation.GET_WORKSPACE: _READS_WORKSPACES,
    Operation.UPDATE_WORKSPACE: _writes(Reach.OWN_LOCATIONS, Scope.WORKSPACES_WRITE),
    Operation.DELETE_WORKSPACE: _writes(Reach.OWN_LOCATIONS, Scope.WORKSPACES_WRITE),
    Operation.LIST_VIRTUAL_LINES: _READS_LINES,
    Operation.CREATE_VIRTUAL_LINE: _WRITES_LINES,
    Operation.GET_VIRTUAL_LINE: _READS_LINES,
    Operation.UPDATE_VIRTUAL_LINE: _WRITES_LINES,
    Operation.DELETE_VIRTUAL_LINE: _WRITES_LINES,
    Operation.LIST_HUNT_GROUPS: _READS_LINES,
    Operation.CREATE_HUNT_GROUP: _WRITES_LOCATION,
    Operation.GET_HUNT_GROUP: _READS_LOCATION,
    Operation.UPDATE_HUNT_GROUP: _WRITES_LOCATION,
    Operation.DELETE_HUNT_GROUP: _WRITES_LOCATION,
    Operation.LIST_AUDIT_EVENTS: _READS_AUDIT,
    Operation.LIST_AUDIT_CATEGORIES: _READS_AUDIT,
    Operation.LIST_TOKENS: Rule(frozenset({Scope.TOKENS_READ}), READERS - {Role.LOCATION}, Reach.NOWHERE),
    Operation.CREATE_TOKEN: _writes(Reach.NOWHERE, Scope.TOKENS_WRITE),
    Operation.REVOKE_TOKEN: _writes(Reach.NOWHERE, Scope.TOKENS_WRITE),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """Who asks: the person behind a token, with the token's role and scopes. `locations` is a location admin's."""

    organization_id: UUID
    token_id: UUID
    person_id: UUID
    name: str
    role: Role
    scopes: frozenset[str]
    locations: frozenset[UUID]


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    """Leave to carry out one operation in an organization; in `locations` only, unless that is None."""

    organization_id: UUID
    caller: Caller
    operation: Operation
    locations: frozenset[UUID] | None
    tracking_id: str

    def covers(self, location_id: UUID | None) -> bool:
        return self.locations is None or location_id in self.locations

    def narrowed(self, location_id: UUID | None) -> list[UUID] | None:
        """The locations that a list is about: the one asked for if it is covered, else all that are; None: any."""
        if location_id is not None:
            return [location_id] if self.covers(location_id) else []
        return None if self.locations is None else list(self.locations)

    def require(self, field: str, location_id: UUID | None) -> None:
        """NotAllowed unless the location that a body names is covered."""
        if not self.covers(location_id):
            raise NotAllowed(f"{field}: this token administers other locations only.")


def scopes_of(role: Role) -> list[Scope]:
    """The least scopes with which a token of this role can do all that the role allows."""
    used = {scope for rule in POLICY.values() if role in rule.roles for scope in rule.scopes}
    return [scope for scope in Scope if scope in used]


async def authorize(
    database: Database,
    caller: Caller,
    operation: Operation,
    *,
    organization_id: UUID | None = None,
    location_id: UUID | None = None,
    tracking_id: str,
) -> Grant:
    """Leave for `caller`, or NotAllowed. Decided before anything is looked up, but for a partner's customers.

    `organization_id` and `location_id` are what the request names; the organization defaults to the caller's own.
    `tracking_id` is the request's, for the audit trail.
    """
    rule = POLICY[operation]
    if caller.role not in rule.roles:
        raise NotAllowed(f"The role {caller.role} may not {operation}.")
    if not rule.scopes & caller.scopes:
        raise MissingScope(sorted(rule.scopes), operation)
    organization_id = organization_id or caller.organization_id
    if organization_id != caller.organization_id and not (
        caller.role is Role.PARTNER and await _manages(database, caller.organization_id, organization_id)
    ):
        raise NotAllowed(FOREIGN_ORGANIZATION)
    locations = caller.locations if caller.role is Role.LOCATION and rule.reach is not Reach.ANYWHERE else None
    if locations is not None and rule.reach is Reach.LOCATION_IN_PATH and location_id not in locations:
        raise NotAllowed("This token administers other locations only.")
    return Grant(
        organization_id=organization_id,
        caller=caller,
        operation=operation,
        locations=locations,
        tracking_id=tracking_id,
    )


FOREIGN_ORGANIZATION: Final = "orgId: this token administers no such organization. Leave orgId out to mean its own."


async def _manages(database: Database, partner_id: UUID, organization_id: UUID) -> bool:
    async with database.connection() as connection:
        return await organizations.is_managed(connection, partner_id, organization_id)
