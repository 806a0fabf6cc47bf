"""What a test holds in its hands: an organization of its own, what is in it, faults, the clock and the journal."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from typing import Any, Literal

from callpark.testing.clock import Clock
from callpark.testing.journal import Journal
from callpark.testing.wire import Refused, Wire

__all__ = ["Callpark", "Refused", "Thing"]

CALLING = "/v1/telephony/config"
UNRECORDED = {"callpark-unrecorded": "true"}  # what prepares a test is not in its journal, and meets no fault
ADDRESS = {"address1": "1 Main Street", "city": "Juneau", "state": "AK", "postalCode": "99801", "country": "US"}
FIRST_EXTENSION = 2001
EXPIRES_IN_DAYS = 3650
PROFESSIONAL = "Webex Calling - Professional"

RoleName = Literal["full-admin", "read-only-admin", "location-admin", "partner-admin"]


@dataclass(frozen=True)
class Thing:
    """Something in the organization. It can stand wherever its id can be given."""

    id: str
    name: str
    extension: str | None = None
    location: "Thing | None" = None

    def __str__(self) -> str:
        return self.id


Given = Thing | str


class Callpark:
    """A server, and an organization in it. `url` is the server's, `base_url` the one that Webex clients are given."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.base_url = f"{url}/v1"
        self.organization_id = ""
        self._wire = Wire(url)
        self._forget()
        self.journal = Journal(self._wire)
        self.clock = Clock(self._wire)

    def _forget(self) -> None:
        self._tokens: dict[object, str] = {}
        self._extensions = count(FIRST_EXTENSION)
        self._location: Thing | None = None
        self._licenses: dict[str, str] = {}

    def start_anew(self, name: str = "Acme") -> None:
        """An empty organization, no faults, an empty journal and a running clock.

        With a seed, an organization of the same name has the same id, and so has all that is made in it.
        """
        self._forget()
        made = self._wire("POST", "/testing/organizations", {"name": name})
        self.organization_id = made["id"]
        self._tokens["full-admin", (), None, EXPIRES_IN_DAYS] = made["token"]

    def organization(self, name: str) -> "Callpark":
        """One more organization on the same server, with the same journal, faults and clock."""
        other = Callpark(self.url)
        made = self._wire("POST", "/testing/organizations", {"name": name, "fresh": False})
        other.organization_id = made["id"]
        other._tokens["full-admin", (), None, EXPIRES_IN_DAYS] = made["token"]
        return other

    def token(
        self,
        role: RoleName = "full-admin",
        *,
        locations: Iterable[Given] = (),
        scopes: Iterable[str] | None = None,
        expires_in_days: int = EXPIRES_IN_DAYS,
    ) -> str:
        """An access token of that role; a location administrator's of the locations named, else of the default one.

        `scopes`: these only, instead of the least that the role has a use for.
        """
        if role == "location-admin" and not locations:
            locations = [self.location()]
        wanted = (role, tuple(map(str, locations)), None if scopes is None else tuple(scopes), expires_in_days)
        if wanted not in self._tokens:
            content: dict[str, Any] = {
                "organizationId": self.organization_id,
                "role": role,
                "locationIds": list(wanted[1]),
                "expiresInDays": expires_in_days,
            }
            if wanted[2] is not None:
                content["scopes"] = list(wanted[2])
            self._tokens[wanted] = self._wire("POST", "/testing/tokens", content)["token"]
        return self._tokens[wanted]

    # --- what is in the organization ---------------------------------------------------------------------------

    def request(self, method: str, path: str, json: Any = None, *, token: str | None = None) -> Any:
        """Any request of the API, to prepare a test or to look at what it did: not recorded, and no fault meets it.

        `path` begins after /v1. Answers with the body; raises Refused unless it is a 2xx.
        """
        return self._wire(method, f"/v1{path}", json, token=token or self.token(), headers=UNRECORDED)

    def location(self, name: str | None = None, *, prefix: str | None = None, numbers: Iterable[str] = ()) -> Thing:
        """A new location with calling. Without a name the default one, "Head office", which is made when needed."""
        if name is None:
            self._location = self._location or self.location("Head office", prefix="8000")
            return self._location
        about = {
            "name": name,
            "timeZone": "America/Juneau",
            "preferredLanguage": "en_us",
            "announcementLanguage": "en_us",
            "address": ADDRESS,
        }
        made = Thing(self.request("POST", "/locations", about)["id"], name)
        self.request("POST", "/telephony/config/locations", about | {"id": made.id})
        if prefix:
            self.request("PUT", f"/telephony/config/locations/{made}", {"routingPrefix": prefix})
        self._add_numbers(made, numbers)
        return made

    def person(
        self,
        name: str,
        *,
        extension: str | None = None,
        number: str | None = None,
        email: str | None = None,
        location: Given | None = None,
    ) -> Thing:
        """A person with calling. Without an extension the next one from 2001 on; a number is added to the location."""
        where, extension = self._where(location), self._next(extension)
        self._add_numbers(where, [number] if number else [])
        first, _, last = name.partition(" ")
        content: dict[str, Any] = {
            "emails": [email or f"{name.replace(' ', '.').lower()}@example.com"],
            "firstName": first,
            "lastName": last,
            "displayName": name,
            "licenses": [self._license(PROFESSIONAL)],
            "locationId": where.id,
            "extension": extension,
        }
        if number:
            content["phoneNumbers"] = [{"type": "work", "value": number}]
        made = self.request("POST", "/people?callingData=true", content)
        return Thing(made["id"], name, extension, where)

    def workspace(self, name: str, *, extension: str | None = None, location: Given | None = None) -> Thing:
        where, extension = self._where(location), self._next(extension)
        calling = {"type": "webexCalling", "webexCalling": {"locationId": where.id, "extension": extension}}
        content = {"displayName": name, "locationId": where.id, "supportedDevices": "phones", "calling": calling}
        return Thing(self.request("POST", "/workspaces", content)["id"], name, extension, where)

    def virtual_line(self, name: str, *, extension: str | None = None, location: Given | None = None) -> Thing:
        where, extension = self._where(location), self._next(extension)
        first, _, last = name.partition(" ")
        content = {"firstName": first, "lastName": last or "Line", "locationId": where.id, "extension": extension}
        made = self.request("POST", "/telephony/config/virtualLines", content)
        return Thing(made["id"], name, extension, where)

    def hunt_group(
        self,
        name: str,
        *,
        agents: Iterable[Given] = (),
        extension: str | None = None,
        location: Given | None = None,
    ) -> Thing:
        where, extension = self._where(location), self._next(extension)
        content = {
            "name": name,
            "extension": extension,
            "enabled": True,
            "callPolicies": {"policy": "CIRCULAR"},
            "agents": [{"id": str(agent)} for agent in agents],
        }
        made = self.request("POST", f"/telephony/config/locations/{where}/huntGroups", content)
        return Thing(made["id"], name, extension, where)

    def call_park_extension(self, name: str, *, extension: str | None = None, location: Given | None = None) -> Thing:
        where, extension = self._where(location), self._next(extension)
        content = {"name": name, "extension": extension}
        made = self.request("POST", f"/telephony/config/locations/{where}/callParkExtensions", content)
        return Thing(made["id"], name, extension, where)

    def call_park(
        self,
        name: str,
        *,
        agents: Iterable[Given] = (),
        extensions: Iterable[Given] = (),
        hunt_group: Given | None = None,
        recall: str | None = None,
        park_on_agents: bool = False,
        location: Given | None = None,
    ) -> Thing:
        """`extensions`: call park extensions. `recall`: an option of the API, by default what `hunt_group` asks for."""
        where = self._where(location)
        option = recall or ("ALERT_PARKING_USER_FIRST_THEN_HUNT_GROUP" if hunt_group else "ALERT_PARKING_USER_ONLY")
        content = {
            "name": name,
            "recall": {"option": option} | ({"huntGroupId": str(hunt_group)} if hunt_group else {}),
            "agents": [str(agent) for agent in agents],
            "parkOnAgentsEnabled": park_on_agents,
            "callParkExtensions": [str(extension) for extension in extensions],
        }
        made = self.request("POST", f"/telephony/config/locations/{where}/callParks", content)
        return Thing(made["id"], name, None, where)

    def _where(self, location: Given | None) -> Thing:
        if location is None:
            return self.location()
        return location if isinstance(location, Thing) else Thing(location, location)

    def _next(self, extension: str | None) -> str:
        return str(next(self._extensions)) if extension is None else extension

    def _add_numbers(self, location: Thing, numbers: Iterable[str]) -> None:
        if added := list(numbers):
            path = f"/telephony/config/locations/{location}/numbers"
            self.request("POST", path, {"phoneNumbers": added, "state": "ACTIVE"})

    def _license(self, name: str) -> str:
        if not self._licenses:
            self._licenses = {one["name"]: one["id"] for one in self.request("GET", "/licenses")["items"]}
        return self._licenses[name]

    # --- faults ------------------------------------------------------------------------------------------------

    def fail_next(self, status: int | None = None, **more: Any) -> None:
        """The next request meets a fault; `method` and `path` say which one. See `fail`."""
        self.fail(status, **{"times": 1, **more})

    def fail(
        self,
        status: int | None = None,
        *,
        method: str | None = None,
        path: str | None = None,
        times: int | None = None,
        skip: int | None = None,
        probability: float | None = None,
        message: str | None = None,
        retry_after: int | str | None = None,
        tracking_id: bool = True,
        delay: float | None = None,
        cut: bool = False,
        half: bool = False,
        malformed: bool = False,
        link: Literal["dropped", "wrong", "same"] | None = None,
        carried_out: bool = False,
    ) -> None:
        """Requests like these meet a fault, `times` of them, after the first `skip`, each with that probability.

        `path` may hold `*`, and begin after /v1. One of `status` (400 to 599, with this API's error body), `cut` (the
        connection ends without an answer), `half` (an answer), `malformed` (JSON without its end), `link` (of a page:
        dropped, wrong, or leading to the same page again), and `delay` in seconds, alone or with one of them.
        `retry_after` is the header as it is, "date" an HTTP date, None leaves it out. With `carried_out`, what is cut
        off or answered with an error was done all the same.
        """
        fault = {
            "method": method,
            "path": path,
            "times": times,
            "skip": skip,
            "probability": probability,
            "status": status,
            "message": message,
            "retryAfter": retry_after,
            "delay": delay,
            "cut": cut,
            "half": half,
            "malformed": malformed,
            "link": link,
            "carriedOut": carried_out,
        }
        said = {name: value for name, value in fault.items() if value is not None and value is not False}
        self._wire("POST", "/testing/faults", said | ({} if tracking_id else {"trackingId": False}))

    def no_faults(self) -> None:
        self._wire("DELETE", "/testing/faults")
