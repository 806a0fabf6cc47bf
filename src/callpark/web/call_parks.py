"""Call parks: all of them in one table, one to make or change, its deletion and the undo of that."""

import json
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from callpark import ids
from callpark.api.references import reference, uuid_of
from callpark.errors import CallParkError, ChangedMeanwhile, NoSuchCallPark, NoSuchThing
from callpark.parking.model import (
    CALL_PARK_NAME_MOST,
    AvailableAgentsQuestion,
    CallParkChange,
    CallParkDraft,
    Recall,
    RecallOption,
)
from callpark.parking.names import trimmed
from callpark.provisioning import call_parks, overview, undo
from callpark.provisioning.access import Grant, Operation
from callpark.provisioning.call_park_settings import get_call_park_settings
from callpark.provisioning.directory.locations import require_calling_location
from callpark.storage.database import Database
from callpark.web.app import HOME, Handler, Visit
from callpark.web.forms import Form
from callpark.web.lines import label
from callpark.web.recall import GROUP, recalls
from callpark.web.rendering import Page, leading_to
from callpark.web.tables import PAGE_ROWS, Asked, calling_locations

FOUND_MOST: Final = 20
LISTED_MOST: Final = 500


@dataclass(kw_only=True)
class Draft:
    """What stands in the form, right or wrong. An agent is its id and what it is called."""

    name: str = ""
    recall: str = RecallOption.ALERT_PARKING_USER_ONLY.value
    hunt_group: str = ""
    park_on_agents: bool = False
    agents: list[tuple[str, str]] = field(default_factory=list)
    extensions: list[str] = field(default_factory=list)
    state: str = ""

    @classmethod
    def of(cls, form: Form) -> "Draft":
        agents = [(id, label) for id, _, label in (one.partition(" ") for one in form.all("agent"))]
        return cls(
            name=form.text("name"),
            recall=form.text("recall"),
            hunt_group=form.text("hunt_group"),
            park_on_agents="park_on_agents" in form,
            agents=list(dict(agents).items()),
            extensions=form.all("extension"),
            state=form.text("state"),
        )

    @classmethod
    def from_stored(cls, park: call_parks.CallPark) -> "Draft":
        group = ids.hunt_group_id(park.hunt_group_id, park.hunt_group_mailbox) if park.hunt_group_id else ""
        return cls(
            name=park.name,
            recall=park.recall_option.value,
            hunt_group=group,
            park_on_agents=park.park_on_agents,
            agents=[(agent["id"], label(agent)) for agent in json.loads(park.agents.json())],
            extensions=[ids.public_id(ids.Kind.CALL_PARK_EXTENSION, one.id) for one in park.extensions],
            state=park.state,
        )

    def fields(self) -> dict[str, Any]:
        """What `parking` makes a draft or a change of; refuses what is wrong in itself."""
        group = reference("recall", self.hunt_group, ids.Kind.HUNT_GROUP) if self.hunt_group else None
        return {
            "name": self.name,
            "recall": Recall(option=RecallOption(self.recall), hunt_group=group),
            "agents": tuple(reference("agents", id, *ids.AGENT_KINDS) for id, _ in self.agents),
            "park_on_agents": self.park_on_agents,
            "call_park_extensions": tuple(
                uuid_of("extensions", one, ids.Kind.CALL_PARK_EXTENSION) for one in self.extensions
            ),
        }

    def edited(self, what: str) -> bool:
        """Carries out one of the form's small buttons: `add ID LABEL`, `remove ID`, `up ID`, `down ID`."""
        verb, _, rest = what.partition(" ")
        id, _, name = rest.partition(" ")
        places = [one for one, _ in self.agents]
        if verb == "add" and id not in places:
            self.agents.append((id, name))
        elif verb == "remove" and id in places:
            del self.agents[places.index(id)]
        elif verb in ("up", "down") and id in places:
            place = places.index(id)
            other = max(0, place - 1) if verb == "up" else min(len(places) - 1, place + 1)
            self.agents.insert(other, self.agents.pop(place))
        return verb in ("add", "remove", "up", "down", "search")


async def table(visit: Visit) -> Page:
    query, asked = visit.query, Asked.of(visit, overview.SORTS)
    parks = await overview.list_overview(
        visit.database,
        visit.caller,
        visit.tracking_id,
        location_id=asked.location_id,
        search=asked.search.strip(),
        sort=asked.sort,
        start=asked.start,
        most=PAGE_ROWS + 1,
    )
    return visit.page(
        "call_parks.html",
        asked=asked,
        locations=await calling_locations(visit),
        parks=parks[:PAGE_ROWS],
        more=len(parks) > PAGE_ROWS,
        done=query.get("done", ""),
        done_name=query.get("name", ""),
        undo=query.get("undo", ""),
        undo_location=query.get("of", ""),
        why_not=visit.may_not_write,
    )


async def new(visit: Visit) -> Page:
    """Which location, then the form."""
    given = visit.form.text("location") or visit.query.get("location", "")
    if not given:
        locations = await calling_locations(visit)
        return visit.page("choose_location.html", what="call park", back=HOME, locations=locations)
    location_id = uuid_of("location", given, ids.Kind.LOCATION)
    draft = Draft.of(visit.form) if "name" in visit.form else Draft()
    if "name" not in visit.form or draft.edited(visit.form.text("do")):
        return await _form(visit, location_id, draft, None)
    try:
        grant = await visit.grant(Operation.CREATE_CALL_PARK, location_id)
        name = await call_parks.create_call_park(visit.database, grant, location_id, CallParkDraft(**draft.fields()))
    except (CallParkError, ValueError) as problem:
        return await _form(visit, location_id, draft, None, problem)
    return leading_to(f"{HOME}?{urlencode({'done': 'created', 'name': name})}")


async def edit(visit: Visit) -> Page:
    name = _name(visit)
    if "name" in visit.form:
        draft = Draft.of(visit.form)
        if not draft.edited(visit.form.text("do")):
            return await _saved(visit, name, draft)
        return await _form(visit, visit.location_id, draft, name)
    grant = await visit.grant(Operation.GET_CALL_PARK, visit.location_id)
    park = await call_parks.get_call_park(visit.database, grant, visit.location_id, name)
    return await _form(visit, visit.location_id, Draft.from_stored(park), name)


async def _saved(visit: Visit, name: str, draft: Draft) -> Page:
    try:
        grant = await visit.grant(Operation.UPDATE_CALL_PARK, visit.location_id)
        change = CallParkChange(**draft.fields())
        renamed = await call_parks.update_call_park(
            visit.database, grant, visit.location_id, name, change, draft.state or None
        )
    except ChangedMeanwhile as problem:
        grant = await visit.grant(Operation.GET_CALL_PARK, visit.location_id)
        draft.state = (await call_parks.get_call_park(visit.database, grant, visit.location_id, name)).state
        return await _form(visit, visit.location_id, draft, name, problem)
    except (CallParkError, ValueError) as problem:
        return await _form(visit, visit.location_id, draft, name, problem)
    return leading_to(f"{HOME}?{urlencode({'done': 'saved', 'name': renamed})}")


async def delete(visit: Visit) -> Page:
    name, here = _name(visit), visit.location_id
    grant = await visit.grant(Operation.GET_CALL_PARK, here)
    park = await call_parks.get_call_park(visit.database, grant, here, name)
    if "sure" not in visit.form:
        why_not = await visit.may(Operation.DELETE_CALL_PARK, here)
        return visit.page("delete_call_park.html", park=Draft.from_stored(park), why_not=why_not, stored=park)
    grant = await visit.grant(Operation.DELETE_CALL_PARK, here)
    await call_parks.delete_call_park(visit.database, grant, here, name)
    change = await undo.last_deleted(visit.database, grant, here, park.name)
    about = {"done": "deleted", "name": park.name, "of": visit.names["locationId"]}
    about |= {"undo": str(change.id)} if change else {}
    return leading_to(f"{HOME}?{urlencode(about)}")


async def undo_delete(visit: Visit) -> Page:
    grant = await visit.grant(Operation.CREATE_CALL_PARK, visit.location_id)
    try:
        change_id = UUID(visit.names["changeId"])
    except ValueError:
        raise NoSuchThing("deleted call park") from None
    name = await undo.undo_delete(visit.database, grant, visit.location_id, change_id)
    return leading_to(f"{HOME}?{urlencode({'done': 'restored', 'name': name})}")


async def _form(
    visit: Visit, location_id: UUID, draft: Draft, name: str | None, problem: Exception | None = None
) -> Page:
    """The form of a new call park, or of the one that is called `name`."""
    grant = await visit.grant(Operation.GET_AVAILABLE_AGENTS, location_id)
    database, search = visit.database, visit.form.text("search").strip()
    found, taken = await _choice(database, grant, location_id, search, name, {id for id, _ in draft.agents})
    groups = await call_parks.available_recall_hunt_groups(
        database, grant, location_id, name=None, start=0, most=LISTED_MOST
    )
    groups_by_id = {ids.hunt_group_id(group.id, group.mailbox): group.name for group in groups}
    if draft.hunt_group:
        groups_by_id.setdefault(draft.hunt_group, "the present one")  # beyond those listed; it is not to be lost
    extensions = await overview.call_park_extensions(database, grant, location_id, own=name, most=LISTED_MOST)
    location = await require_calling_location(database, grant, location_id)
    settings = await get_call_park_settings(database, grant, location_id)
    operation = Operation.CREATE_CALL_PARK if name is None else Operation.UPDATE_CALL_PARK
    message = getattr(problem, "message", None) or ("Choose one of the recall options." if problem else None)
    return visit.page(
        "call_park.html",
        status=200 if problem is None else 400,
        draft=draft,
        name=name,
        name_most=CALL_PARK_NAME_MOST,
        location=location,
        location_id=ids.public_id(ids.Kind.LOCATION, location_id),
        problem=message,
        why_not=await visit.may(operation, location_id),
        search=search,
        found=[(agent["id"], label(agent)) for agent in found[:FOUND_MOST]],
        more=len(found) > FOUND_MOST,
        taken=[(label(one.agent), one.call_park, ids.call_park_id(one.call_park or "")) for one in taken],
        groups=list(groups_by_id.items()),
        recalls=list(recalls(settings)),
        group=groups_by_id.get(draft.hunt_group, GROUP),
        extensions=[
            (ids.public_id(ids.Kind.CALL_PARK_EXTENSION, id), called, digits, park if park != name else None)
            for id, called, digits, park in extensions
        ],
        id=ids.call_park_id(name) if name else None,
        new_id=ids.call_park_id(trimmed(draft.name)) if name and trimmed(draft.name) != name else None,
    )


async def _choice(
    database: Database, grant: Grant, location_id: UUID, search: str, own: str | None, chosen: set[str]
) -> tuple[list[dict[str, Any]], list[overview.ListedLine]]:
    """Agents that can be added to the call park `own`, or to a new one, and lines that another one has."""
    most = FOUND_MOST + len(chosen) + 1
    if not search:
        question = AvailableAgentsQuestion(call_park_name=own)
        free = await call_parks.available_agents(database, grant, location_id, question, start=0, most=most)
        return [agent for agent in json.loads(free.json()) if agent["id"] not in chosen], []
    lines = await overview.lines_to_choose(database, grant, location_id, search=search, most=most)
    lines = [line for line in lines if line.agent["id"] not in chosen]
    return (
        [line.agent for line in lines if line.call_park in (None, own)],
        [line for line in lines if line.call_park not in (None, own)][:FOUND_MOST],
    )


def _name(visit: Visit) -> str:
    text = visit.names["callParkId"]
    try:
        return trimmed(ids.call_park_name(text))
    except ids.BadId:
        raise NoSuchCallPark(text) from None


ONE: Final = "/admin/locations/{locationId}/call-parks/{callParkId}"
HANDLERS: Final[dict[tuple[str, str], Handler]] = {
    ("GET", HOME): table,
    ("GET", f"{HOME}/new"): new,
    ("POST", f"{HOME}/new"): new,
    ("GET", ONE): edit,
    ("POST", ONE): edit,
    ("GET", f"{ONE}/delete"): delete,
    ("POST", f"{ONE}/delete"): delete,
    ("POST", "/admin/locations/{locationId}/undo/{changeId}"): undo_delete,
}
