"""The demo organization: three locations, about 200 lines, and the examples of the API's reference pages.

Ids are the same at every start. In Alaska John Brown and John Smith are free, under the ids, numbers and extensions of
the reference pages, and the hunt group of the create page's example is there under its id.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Final
from uuid import UUID, uuid5

from callpark.ids import Reference
from callpark.parking.directory import (
    CallingLicense,
    SupportedDevices,
    VirtualLine,
    Workspace,
    WorkspaceType,
    workspace_email,
)
from callpark.parking.hunt_groups import HuntGroupAgentDraft, HuntGroupDraft
from callpark.parking.locations import Location
from callpark.parking.model import CallParkExtension, RecallOption
from callpark.parking.people import PersonDraft
from callpark.provisioning.access import Role
from callpark.provisioning.tokens import create_token, revoke_tokens_named
from callpark.storage import call_park_extensions, call_parks, lines
from callpark.storage.call_parks import NewCallPark
from callpark.storage.database import Connection, Database
from callpark.storage.directory import (
    hunt_groups,
    locations,
    numbers,
    organizations,
    people,
    virtual_lines,
    workspaces,
)

ORGANIZATION: Final = UUID("5f2b7c1e-8d04-4b5a-9c39-0e6a1d3f7b20")
JOHN_BROWN: Final = UUID("445d3330-f617-11eb-9d2e-575b817da66a")
JOHN_SMITH: Final = UUID("70f63630-ff9f-11eb-859a-1f8bb4c7751d")
SUPPORT_MAILBOX: Final = "technical-support-5558675309@gmail.com"
TOKEN_DAYS: Final = 30


def _id(*words: object) -> UUID:
    return uuid5(ORGANIZATION, " ".join(str(word) for word in words))


ALASKA: Final = _id("location", "Alaska")
SUPPORT: Final = _id("hunt group", "Technical Support")
CALL_PARK_EXTENSION: Final = _id("call park extension", "Alaska", "9001")

FIRST_NAMES: Final = """
    Alice Amir Anna Ben Bao Carla Chen Daniel Dilara Elena Emeka Farid Fatima Grace Hana Hugo Ines Ivan Jade José
    Kenji Laila Lena Liam Maria Mateo Mia Nadia Noah Olga Omar Priya Quinn Rosa Samuel Sofía Tariq Uma William Zoë
""".split()  # noqa: SIM905 – a list of words reads best as words
LAST_NAMES: Final = """
    Adams Baker Castillo Dubois Eriksen Fischer García Haddad Ito Jensen Kowalski Lindqvist Müller Nakamura Okafor
    Patel Quispe Rossi Silva Tanaka Usman Vargas Weber Xu Yılmaz Zimmermann
""".split()  # noqa: SIM905
ROOMS: Final = ("Lobby", "Reception", "Kitchen", "Boardroom", "Warehouse", "Loading Dock", "Nurse Station", "Workshop")
SERVICES: Final = ("Billing", "Orders", "Returns", "Deliveries", "After Hours", "Press", "Emergency", "Fax")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A location of the demo; its direct numbers begin with `numbers` and end in four digits."""

    location: Location
    routing_prefix: str
    numbers: str
    people: int


def _place(name: str, prefix: str, numbers: str, people: int, time_zone: str, address: dict[str, str]) -> Place:
    location = Location(
        id=_id("location", name),
        name=name,
        time_zone=time_zone,
        preferred_language="en_us",
        announcement_language="en_us",
        address=address,
    )
    return Place(location=location, routing_prefix=prefix, numbers=numbers, people=people)


PLACES: Final = (
    _place(
        "Alaska",
        "1234",
        "+1907555",
        58,
        "America/Juneau",
        {"address1": "120 4th Street", "city": "Juneau", "state": "AK", "postalCode": "99801", "country": "US"},
    ),
    _place(
        "Oregon",
        "2345",
        "+1503555",
        54,
        "America/Los_Angeles",
        {"address1": "900 Court Street NE", "city": "Salem", "state": "OR", "postalCode": "97301", "country": "US"},
    ),
    _place(
        "Texas",
        "3456",
        "+1512555",
        40,
        "America/Chicago",
        {"address1": "1100 Congress Avenue", "city": "Austin", "state": "TX", "postalCode": "78701", "country": "US"},
    ),
)


@dataclass(frozen=True, kw_only=True)
class Demo:
    organization_id: UUID
    tokens: dict[Role, str]


async def demo_organization(database: Database) -> Demo:
    """Makes the organization unless it is there already, and a new token for each role; older ones end."""
    async with database.transaction() as connection:
        if await organizations.find_organization(connection, ORGANIZATION) is None:
            await _fill(connection)
    await revoke_tokens_named(database, ORGANIZATION, [_token_name(role) for role in Role])
    tokens = {}
    for role in Role:
        issued = await create_token(
            database,
            organization_id=ORGANIZATION,
            role=role,
            location_ids=[ALASKA] if role is Role.LOCATION else [],
            name=_token_name(role),
            expires_in_days=TOKEN_DAYS,
        )
        tokens[role] = issued.token
    return Demo(organization_id=ORGANIZATION, tokens=tokens)


def _token_name(role: Role) -> str:
    return f"demo {role}"


async def _fill(connection: Connection) -> None:
    await organizations.insert_organization(connection, ORGANIZATION, "Northern Lights Outfitters", None)
    names = _names()
    for place in PLACES:
        await _fill_place(connection, place, names)


def _names() -> Iterator[tuple[str, str]]:
    """Different people, whose names are spread over the alphabet."""
    for number in count():
        yield FIRST_NAMES[number * 7 % len(FIRST_NAMES)], LAST_NAMES[(number * 5 + number // 40) % len(LAST_NAMES)]


async def _fill_place(connection: Connection, place: Place, names: Iterator[tuple[str, str]]) -> None:
    location = place.location
    await locations.insert_location(connection, ORGANIZATION, location)
    await locations.enable_calling(connection, ORGANIZATION, location.id)
    await locations.set_routing_prefix(connection, ORGANIZATION, location.id, place.routing_prefix)
    free = [f"{place.numbers}{digits}" for digits in range(1000, 1200)]
    johns = ["+19075552859", "+19075553859"] if location.id == ALASKA else []
    await numbers.insert_numbers(connection, ORGANIZATION, location.id, [*free, *johns], active=True, toll_free=False)
    if johns:
        await _insert_person(connection, place, JOHN_BROWN, "John", "Brown", "8080", (johns[0],))
        await _insert_person(connection, place, JOHN_SMITH, "John", "Smith", "8081", (johns[1],))
    people_ids = []
    for number in range(place.people):
        first, last = next(names)
        person_id = _id("person", location.name, number)
        # Every third has an extension only; every fourth an alternate number beside the primary one.
        primary = (free[number],) if number % 3 else ()
        alternate = (free[100 + number],) if number % 4 == 1 and primary else ()
        await _insert_person(connection, place, person_id, first, last, str(5000 + number), (*primary, *alternate))
        people_ids.append(person_id)
    for number, room in enumerate(ROOMS):
        await _insert_workspace(connection, place, room, str(6000 + number))
    for number, service in enumerate(SERVICES):
        await _insert_virtual_line(connection, place, service, str(6500 + number))
    groups = await _insert_hunt_groups(connection, place, people_ids)
    extensions = await _insert_call_park_extensions(connection, place)
    park = NewCallPark(
        id=_id("call park", location.name),
        name=f"{location.name} Front Desk",
        recall_option=RecallOption.ALERT_PARKING_USER_FIRST_THEN_HUNT_GROUP,
        hunt_group_id=groups[0],
        park_on_agents=False,
        agents=people_ids[:4],
        agent_kinds=[None] * 4,
        extensions=extensions[-2:],
    )
    await call_parks.insert_call_park(connection, ORGANIZATION, location.id, park, None)


async def _insert_person(
    connection: Connection,
    place: Place,
    person_id: UUID,
    first: str,
    last: str,
    extension: str,
    direct_numbers: tuple[str, ...],
) -> None:
    plain = "" if person_id in (JOHN_BROWN, JOHN_SMITH) else f".{place.location.name}.{extension}"
    draft = PersonDraft(
        email=f"{first}.{last}{plain}@example.com",
        first_name=first,
        last_name=last,
        licenses=(CallingLicense.PROFESSIONAL,),
        location_id=place.location.id,
        extension=extension,
        numbers=direct_numbers,
    )
    line = draft.line(ORGANIZATION, person_id)
    await people.insert_person(connection, ORGANIZATION, person_id, draft)
    if line:
        await lines.insert_line(connection, line)


async def _insert_workspace(connection: Connection, place: Place, room: str, extension: str) -> None:
    name = f"{room} {place.location.name}"
    workspace_id = _id("workspace", name)
    workspace = Workspace(
        id=workspace_id,
        display_name=name,
        email=workspace_email(workspace_id, name),
        type=WorkspaceType.OTHER,
        supported_devices=SupportedDevices.PHONES,
        location_id=place.location.id,
        license=CallingLicense.WORKSPACES,
        extension=extension,
    )
    await workspaces.insert_workspace(connection, ORGANIZATION, workspace)


async def _insert_virtual_line(connection: Connection, place: Place, service: str, extension: str) -> None:
    line = VirtualLine(
        id=_id("virtual line", place.location.name, service),
        location_id=place.location.id,
        first_name=service,
        last_name=place.location.name,
        display_name=f"{service} {place.location.name}",
        extension=extension,
    )
    await virtual_lines.insert_virtual_line(connection, ORGANIZATION, line)


async def _insert_hunt_groups(connection: Connection, place: Place, people_ids: list[UUID]) -> list[UUID]:
    """Two in each location; Alaska's first is the one of the reference page."""
    made = []
    for number, (name, extension) in enumerate([("Technical Support", "7000"), ("Sales", "7001")]):
        of_the_page = place.location.id == ALASKA and number == 0
        group = SUPPORT if of_the_page else _id("hunt group", place.location.name, name)
        agents = tuple(
            HuntGroupAgentDraft(line=Reference(None, person)) for person in people_ids[10 * number : 10 * number + 5]
        )
        draft = HuntGroupDraft(name=name, extension=extension, agents=agents)
        mailbox = SUPPORT_MAILBOX if of_the_page else None
        await hunt_groups.insert_hunt_group(connection, ORGANIZATION, place.location.id, group, mailbox, draft)
        made.append(group)
    return made


async def _insert_call_park_extensions(connection: Connection, place: Place) -> list[UUID]:
    made = []
    for number in range(1, 7):
        extension = f"900{number}"
        name = f"Park {number}"
        park = CallParkExtension(
            id=_id("call park extension", place.location.name, extension), name=name, extension=extension
        )
        await call_park_extensions.insert_call_park_extension(connection, ORGANIZATION, place.location.id, park)
        made.append(park.id)
    return made
