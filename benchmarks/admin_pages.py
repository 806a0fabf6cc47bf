"""The admin pages at 100,000 lines of one location: each keystroke of the search for agents, tables, and imports.

Prints milliseconds from the request to its whole answer, one client at a time, beside an answer of the API and beside
the bound of 100 ms. `scripts/bench-pages` sets up what it needs.
"""

import argparse
import asyncio
import csv
import io
import statistics
import time

import asyncpg  # noqa: TID251  what no request can bring about
import requests

from callpark import ids
from cast import CALLING, Organization
from crowd import fill
from processes import new_directory
from serving import organization_on, started
from visitor import Visitor, shown

BOUND_MS = 100.0
TYPED = ("alice", "zebulon quartz", "an", "mia ba", "100", "150000", "+19070000042", "nobody like it", "%", "z", "")
PARK_SIZE = 20
HEADER = "Call Park Name,Location Name,Recall To,Hunt Group Name,Member Action,Agent1 ID,Agent2 ID\n"

# Call parks of PARK_SIZE lines each, of the first lines by extension.
TAKE = """
WITH parks AS (
    INSERT INTO call_parks (organization_id, location_id, id, name, search, recall_option, park_on_agents)
    SELECT $1, $2, gen_random_uuid(), 'Taken ' || number, 'taken ' || number, 'ALERT_PARKING_USER_ONLY', false
    FROM generate_series($3::int, $4::int) AS number RETURNING id, substring(name FROM 7)::int AS number
)
UPDATE lines SET call_park_id = parks.id, position = 1
FROM (SELECT id, row_number() OVER (ORDER BY sort_extension) - 1 AS place FROM lines
      WHERE organization_id = $1 AND location_id = $2) AS placed
JOIN parks ON parks.number = placed.place / $5::int
WHERE organization_id = $1 AND lines.id = placed.id
"""


async def take(url: str, organization: Organization, location: str, first: int, last: int) -> None:
    connection = await asyncpg.connect(url)
    here = organization.id, ids.uuid_of(location, ids.Kind.LOCATION)
    await connection.execute(TAKE, *here, first, last, PARK_SIZE)
    await connection.execute("VACUUM ANALYZE lines")
    await connection.execute("VACUUM ANALYZE call_parks")
    await connection.close()


def keystrokes(visitor: Visitor, location: str) -> dict[str, float]:
    """Milliseconds of each beginning of what is typed: the middle one of three."""
    page = visitor.get(f"/admin/call-parks/new?location={location}")
    found: dict[str, float] = {}
    for typed in TYPED:
        for end in range(1, len(typed) + 1) if typed else [0]:
            if typed[:end] not in found:
                found[typed[:end]] = timed(lambda text=typed[:end]: visitor.submit(page, search=text, do="search"))
    return found


def timed(work: object, times: int = 3) -> float:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        reply = work()  # type: ignore[operator]
        taken.append((time.perf_counter() - began) * 1000)
        assert reply.status_code == 200, reply.text
    return statistics.median(taken)


def told(title: str, found: dict[str, float]) -> None:
    worst = max(found, key=lambda text: found[text])
    over = [f"{text!r} {took:.0f}" for text, took in found.items() if took > BOUND_MS]
    print(
        f"{title}: {len(found)} keystrokes, median {statistics.median(found.values()):.1f} ms, "
        f"slowest {found[worst]:.1f} ms ({worst!r}), over {BOUND_MS:.0f} ms: {len(over)} {over[:8] if over else ''}",
        flush=True,
    )


def tables(visitor: Visitor, location: str) -> None:
    for path in (
        "/admin/call-parks",
        "/admin/call-parks?search=taken+12&sort=agents",
        "/admin/call-park-extensions",
        f"/admin/lines?location={location}",
        f"/admin/lines?location={location}&search=alice",
        f"/admin/lines?location={location}&search=a",
        f"/admin/lines?location={location}&page=200",
        "/admin/hunt-groups",
        "/admin/locations",
        "/admin/tokens",
        "/admin/audit",
    ):
        print(f"{path.replace(location, '…')}: {timed(lambda path=path: visitor.get(path)):.1f} ms", flush=True)


def imports(visitor: Visitor, location: str, rows: int) -> None:
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    for number in range(rows):
        agents = [str(100_000 + number * PARK_SIZE + one) for one in range(PARK_SIZE)]
        writer.writerow([f"Imported {number}", "Big", "", "", "", *agents])
    page = visitor.get("/admin/call-parks/import")
    for do in ("look", "import", "look"):
        began = time.perf_counter()
        reply = visitor.submit(page, action="/import", sheet=HEADER + sheet.getvalue(), do=do)
        text = shown(reply)
        answer = text[text.index("This would" if do == "look" else "Imported") :][:75]
        print(f"{do}, {rows} rows of {PARK_SIZE} agents: {time.perf_counter() - began:.1f} s: {answer}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--rows", type=int, default=1000, help="of an import; 0 to 2,000")
    options = parser.parse_args()
    with new_directory() as directory, started(directory) as callpark:
        organization = organization_on(callpark.ready()["url"], directory / "data")
        url = organization.server.postgres_url
        location = organization.location("Big")
        fill(url, organization.id, ids.uuid_of(location, ids.Kind.LOCATION), options.lines)
        visitor = Visitor(organization.server, organization.admin.token)
        pages = requests.Session()
        pages.headers["authorization"] = f"Bearer {organization.admin.token}"
        agents = f"{organization.server.url}/v1{CALLING}/locations/{location}/callParks/availableUsers?max=50"
        print(f"the API's page of 50 available agents, for comparison: {timed(lambda: pages.get(agents), 20):.1f} ms")
        if options.rows:
            imports(visitor, location, options.rows)
        asyncio.run(erase(url, organization))
        told("nobody is taken", keystrokes(visitor, location))
        parks = options.lines // PARK_SIZE
        asyncio.run(take(url, organization, location, 0, parks // 2 - 1))
        told("half are taken", keystrokes(visitor, location))
        tables(visitor, location)
        asyncio.run(take(url, organization, location, parks // 2, parks - 1))
        told("all are taken", keystrokes(visitor, location))
        tables(visitor, location)


async def erase(url: str, organization: Organization) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("DELETE FROM call_parks WHERE organization_id = $1", organization.id)
    await connection.execute("VACUUM ANALYZE lines")
    await connection.close()


main()
