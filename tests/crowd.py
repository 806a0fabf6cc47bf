"""A crowd: a location with as many lines as wanted, copied straight into the tables since requests would take hours.

Everybody is a person with an extension, four of five with a phone number; what is derived from them is made by the
program's own functions. Names are drawn with a fixed seed: 40 first names, 5,000 last names, and one `Zebulon Quartz`.
"""

import asyncio
import random
from collections.abc import Iterator
from itertools import islice
from uuid import UUID, uuid4

import asyncpg

from callpark.ids import Kind
from callpark.parking.directory import CallingLicense, Line
from callpark.parking.names import folded
from callpark.storage.lines import derived

FIRST = [
    "Alice",
    "Amir",
    "Anna",
    "Ben",
    "Bao",
    "Carla",
    "Chen",
    "Daniel",
    "Dilara",
    "Elena",
    "Emeka",
    "Farid",
    "Fatima",
    "Grace",
    "Hana",
    "Hugo",
    "Ines",
    "Ivan",
    "Jade",
    "Jose",
    "Kenji",
    "Laila",
    "Lena",
    "Liam",
    "Maria",
    "Mateo",
    "Mia",
    "Nadia",
    "Noah",
    "Olga",
    "Omar",
    "Priya",
    "Quinn",
    "Rosa",
    "Samuel",
    "Sofia",
    "Tariq",
    "Uma",
    "William",
    "Zoe",
]
SYLLABLES = [
    "ba",
    "be",
    "bi",
    "ka",
    "ko",
    "lu",
    "ma",
    "mi",
    "na",
    "no",
    "ra",
    "ri",
    "sa",
    "so",
    "ta",
    "ti",
    "va",
    "vo",
    "za",
    "zu",
]
RARE = ("Zebulon", "Quartz")
BATCH = 20_000

LINE_COLUMNS = [
    "organization_id",
    "location_id",
    "id",
    "kind",
    "sort_fname",
    "sort_lname",
    "sort_number",
    "sort_extension",
    "search",
    "fragment",
]
PERSON_COLUMNS = ["organization_id", "id", "email", "first_name", "last_name", "display_name", "sort_name", "license"]


def fill(database_url: str, organization_id: UUID, location_id: UUID, lines: int) -> None:
    """Adds `lines` people with calling to a location that has none yet, and lets PostgreSQL look at them."""
    asyncio.run(_fill(database_url, organization_id, location_id, lines))


async def _fill(database_url: str, organization_id: UUID, location_id: UUID, lines: int) -> None:
    connection = await asyncpg.connect(database_url)
    try:
        people = _people(organization_id, location_id, lines)
        while batch := list(islice(people, BATCH)):
            await _copy(connection, batch)
        for table in ("people", "lines", "extensions", "numbers"):
            await connection.execute(f"VACUUM ANALYZE {table}")
    finally:
        await connection.close()


def _people(organization_id: UUID, location_id: UUID, lines: int) -> Iterator[Line]:
    draw = random.Random(1)  # the same crowd every time
    last_names = ["".join(draw.choices(SYLLABLES, k=3)).title() for _ in range(5000)]
    for place in range(lines):
        first, last = RARE if place == lines // 2 else (draw.choice(FIRST), draw.choice(last_names))
        yield Line(
            organization_id=organization_id,
            location_id=location_id,
            id=uuid4(),
            kind=Kind.PEOPLE,
            first_name=first,
            last_name=last,
            display_name=f"{first} {last}",
            email=f"{first}.{last}.{place}@example.com".lower(),
            extension=str(100_000 + place),
            primary_number=f"+1907{place:07}" if place % 5 else None,
        )


async def _copy(connection: "asyncpg.Connection[asyncpg.Record]", lines: list[Line]) -> None:
    await connection.copy_records_to_table(
        "people",
        columns=PERSON_COLUMNS,
        records=[
            (one.organization_id, one.id, one.email, one.first_name, one.last_name, one.display_name,
             folded(one.display_name), CallingLicense.PROFESSIONAL.value)
            for one in lines
        ],
    )  # fmt: skip
    await connection.copy_records_to_table(
        "lines",
        columns=LINE_COLUMNS,
        records=[(one.organization_id, one.location_id, one.id, one.kind.value, *derived(one)) for one in lines],
    )
    await connection.copy_records_to_table(
        "extensions",
        columns=["organization_id", "location_id", "extension", "line_id"],
        records=[(one.organization_id, one.location_id, one.extension, one.id) for one in lines],
    )
    await connection.copy_records_to_table(
        "numbers",
        columns=["organization_id", "location_id", "number", "active", "line_id", "position"],
        records=[
            (one.organization_id, one.location_id, one.primary_number, True, one.id, 0)
            for one in lines
            if one.primary_number
        ],
    )


def add_call_park_extensions(database_url: str, organization_id: UUID, location_id: UUID, many: int) -> None:
    """Adds call park extensions to a location."""
    asyncio.run(_add_call_park_extensions(database_url, organization_id, location_id, many))


async def _add_call_park_extensions(database_url: str, organization_id: UUID, location_id: UUID, many: int) -> None:
    made = [(uuid4(), f"Desk {place}", str(500_000 + place)) for place in range(many)]
    connection = await asyncpg.connect(database_url)
    try:
        await connection.copy_records_to_table(
            "call_park_extensions",
            columns=["organization_id", "location_id", "id", "name", "sort_name"],
            records=[(organization_id, location_id, id, name, folded(name)) for id, name, _ in made],
        )
        await connection.copy_records_to_table(
            "extensions",
            columns=["organization_id", "location_id", "extension", "call_park_extension_id"],
            records=[(organization_id, location_id, extension, id) for id, _, extension in made],
        )
        for table in ("call_park_extensions", "extensions"):
            await connection.execute(f"VACUUM ANALYZE {table}")
    finally:
        await connection.close()
