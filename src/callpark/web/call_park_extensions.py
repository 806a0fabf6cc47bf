"""Call park extensions: all of them in one table, one to make or change, its deletion."""

from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from callpark import ids
from callpark.api.references import uuid_in_path, uuid_of
from callpark.errors import CallParkError, NoSuchThing
from callpark.parking.model import (
    CALL_PARK_EXTENSION_NAME_MOST,
    EXTENSION_LEAST,
    EXTENSION_MOST,
    CallParkExtensionChange,
    CallParkExtensionDraft,
)
from callpark.provisioning import call_park_extensions, overview
from callpark.provisioning.access import Operation
from callpark.provisioning.directory.locations import require_calling_location
from callpark.web.app import Handler, Visit
from callpark.web.rendering import Page, leading_to
from callpark.web.tables import PAGE_ROWS, Asked, calling_locations

LIST: Final = "/admin/call-park-extensions"
ONE: Final = "/admin/locations/{locationId}/call-park-extensions/{extensionId}"


async def table(visit: Visit) -> Page:
    asked = Asked.of(visit, overview.EXTENSION_SORTS)
    grant = await visit.grant(Operation.LIST_CALL_PARK_EXTENSIONS)
    found = await overview.list_extensions(
        visit.database,
        grant,
        location_id=asked.location_id,
        search=asked.search.strip(),
        sort=asked.sort,
        start=asked.start,
        most=PAGE_ROWS + 1,
    )
    rows = [(path_of(one.location_id, one.id), one, _park_path(one)) for one in found[:PAGE_ROWS]]
    return visit.page(
        "call_park_extensions.html",
        asked=asked,
        locations=await calling_locations(visit),
        extensions=rows,
        more=len(found) > PAGE_ROWS,
        done=visit.query.get("done", ""),
        done_name=visit.query.get("name", ""),
        why_not=visit.may_not_write,
    )


def path_of(location_id: UUID, extension_id: UUID) -> str:
    location = ids.public_id(ids.Kind.LOCATION, location_id)
    extension = ids.public_id(ids.Kind.CALL_PARK_EXTENSION, extension_id)
    return f"/admin/locations/{location}/call-park-extensions/{extension}"


def _park_path(one: overview.ListedExtension) -> str:
    location = ids.public_id(ids.Kind.LOCATION, one.location_id)
    return f"/admin/locations/{location}/call-parks/{ids.call_park_id(one.call_park or '')}"


async def new(visit: Visit) -> Page:
    """Which location, then the form."""
    given = visit.form.text("location") or visit.query.get("location", "")
    if not given:
        return visit.page(
            "choose_location.html",
            what="call park extension",
            back=LIST,
            locations=await calling_locations(visit),
        )
    location_id = uuid_of("location", given, ids.Kind.LOCATION)
    name, extension = visit.form.text("name"), visit.form.text("extension").strip()
    if "name" not in visit.form:
        return await _form(visit, location_id, "", "", None)
    try:
        grant = await visit.grant(Operation.CREATE_CALL_PARK_EXTENSION, location_id)
        draft = CallParkExtensionDraft(name=name, extension=extension)
        await call_park_extensions.create_call_park_extension(visit.database, grant, location_id, draft)
    except CallParkError as problem:
        return await _form(visit, location_id, name, extension, None, problem.message)
    return leading_to(f"{LIST}?{urlencode({'done': 'created', 'name': name})}")


async def edit(visit: Visit) -> Page:
    here, extension_id = visit.location_id, _id(visit)
    grant = await visit.grant(Operation.GET_CALL_PARK_EXTENSION, here)
    stored = await call_park_extensions.get_call_park_extension(visit.database, grant, here, extension_id)
    if "name" not in visit.form:
        return await _form(visit, here, stored.name, stored.extension, stored.name)
    name, extension = visit.form.text("name"), visit.form.text("extension").strip()
    try:
        grant = await visit.grant(Operation.UPDATE_CALL_PARK_EXTENSION, here)
        change = CallParkExtensionChange(name=name, extension=extension)
        await call_park_extensions.update_call_park_extension(visit.database, grant, here, extension_id, change)
    except CallParkError as problem:
        return await _form(visit, here, name, extension, stored.name, problem.message)
    return leading_to(f"{LIST}?{urlencode({'done': 'saved', 'name': name})}")


async def delete(visit: Visit) -> Page:
    here, extension_id = visit.location_id, _id(visit)
    grant = await visit.grant(Operation.GET_CALL_PARK_EXTENSION, here)
    stored = await call_park_extensions.get_call_park_extension(visit.database, grant, here, extension_id)
    if "sure" not in visit.form:
        listed = await overview.call_park_extensions(visit.database, grant, here, own=None, most=10_000)
        park = next((park for id, _, _, park in listed if id == extension_id), None)
        return visit.page(
            "delete_call_park_extension.html",
            extension=stored,
            park=park,
            why_not=await visit.may(Operation.DELETE_CALL_PARK_EXTENSION, here),
        )
    grant = await visit.grant(Operation.DELETE_CALL_PARK_EXTENSION, here)
    await call_park_extensions.delete_call_park_extension(visit.database, grant, here, extension_id)
    return leading_to(f"{LIST}?{urlencode({'done': 'deleted', 'name': stored.name})}")


async def _form(
    visit: Visit, location_id: UUID, name: str, extension: str, stored: str | None, problem: str | None = None
) -> Page:
    """The form of a new one, or of the one that is called `stored`."""
    operation = Operation.CREATE_CALL_PARK_EXTENSION if stored is None else Operation.UPDATE_CALL_PARK_EXTENSION
    grant = await visit.grant(Operation.GET_CALL_PARK_EXTENSION, location_id)
    return visit.page(
        "call_park_extension.html",
        status=400 if problem else 200,
        name=name,
        extension=extension,
        stored=stored,
        name_most=CALL_PARK_EXTENSION_NAME_MOST,
        least=EXTENSION_LEAST,
        most=EXTENSION_MOST,
        location=await require_calling_location(visit.database, grant, location_id),
        location_id=ids.public_id(ids.Kind.LOCATION, location_id),
        problem=problem,
        why_not=await visit.may(operation, location_id),
    )


def _id(visit: Visit) -> UUID:
    found = uuid_in_path(visit.names["extensionId"], ids.Kind.CALL_PARK_EXTENSION)
    if found is None:
        raise NoSuchThing("call park extension")
    return found


HANDLERS: Final[dict[tuple[str, str], Handler]] = {
    ("GET", LIST): table,
    ("GET", f"{LIST}/new"): new,
    ("POST", f"{LIST}/new"): new,
    ("GET", ONE): edit,
    ("POST", ONE): edit,
    ("GET", f"{ONE}/delete"): delete,
    ("POST", f"{ONE}/delete"): delete,
}
