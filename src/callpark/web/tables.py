"""Tables: which rows somebody asks for with the words of the address, and what stays so while he turns pages."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import urlencode
from uuid import UUID

from callpark import ids
from callpark.errors import NoSuchLocation
from callpark.parking.locations import Location
from callpark.provisioning.access import Operation
from callpark.provisioning.directory.locations import list_locations
from callpark.web.app import Visit

PAGE_ROWS: Final = 50
SEARCH_MOST: Final = 80
LOCATIONS_MOST: Final = 1000


@dataclass(frozen=True, kw_only=True)
class Asked:
    """`location` is a public id, empty for all; `number` counts pages from 1; `sort` is one of `sorts`, the first one
    unless another is asked for."""

    search: str
    sort: str
    sorts: tuple[str, ...]
    location: str
    number: int

    @classmethod
    def of(cls, visit: Visit, sorts: Collection[str] = ("name",)) -> Self:
        query = visit.query
        first, *_ = sorts
        wanted = query.get("sort", first)
        number = query.get("page", "1")[:5]
        return cls(
            search=query.get("search", "")[:SEARCH_MOST],
            sort=wanted if wanted in sorts else first,
            sorts=tuple(sorts),
            location=query.get("location", ""),
            number=max(int(number), 1) if number.isdecimal() else 1,
        )

    @property
    def start(self) -> int:
        return (self.number - 1) * PAGE_ROWS

    @property
    def location_id(self) -> UUID | None:
        """None: of all locations. NoSuchLocation if it is no id of one."""
        try:
            return ids.uuid_of(self.location, ids.Kind.LOCATION) if self.location else None
        except ids.BadId:
            raise NoSuchLocation from None

    def at(self, **changed: object) -> str:
        """The address of the same table but for `changed`."""
        wanted = {"search": self.search, "location": self.location, "sort": self.sort, "page": self.number} | changed
        ordinary = {"sort": self.sorts[0], "page": 1}
        return "?" + urlencode({name: value for name, value in wanted.items() if value not in ("", ordinary.get(name))})


async def calling_locations(visit: Visit) -> list[tuple[str, Location]]:
    """Public id and location: those with calling that the caller administers, by name."""
    grant = await visit.grant(Operation.LIST_CALLING_LOCATIONS)
    found = await list_locations(visit.database, grant, name=None, calling_only=True, start=0, most=LOCATIONS_MOST)
    return [(ids.public_id(ids.Kind.LOCATION, one.id), one) for one in found]
