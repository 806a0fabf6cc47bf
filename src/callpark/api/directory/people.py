"""People: create, list, details, update, delete, and the person behind the token."""

from uuid import UUID

from callpark import ids
from callpark.api.contracts import Paged
from callpark.api.door import Call, Route
from callpark.api.paging import next_page
from callpark.api.references import uuid_in_path
from callpark.api.wire import Created
from callpark.api.wire import people as wire
from callpark.errors import NoSuchLine
from callpark.parking.people import Person
from callpark.provisioning.access import Operation
from callpark.provisioning.directory import people


async def me(call: Call, query: wire.PersonQuery) -> wire.PersonItem:
    person = await people.get_me(call.database, call.grant)
    return wire.item(call.caller.organization_id, person, calling_data=query.calling_data)


async def list_(call: Call, query: wire.ListQuery) -> Paged[wire.PersonList]:
    size = query.page_size()
    rows = await people.list_people(
        call.database,
        call.grant,
        location_id=query.location(),
        email=None if query.email is None else query.email.strip().lower(),
        display_name=query.display_name,
        ids=query.person_ids(),
        roles=query.role_names(),
        after=query.after(),
        most=size + 1,
    )
    page = rows[:size]
    headers = next_page(call, max=str(size), cursor=wire.cursor(page[-1])) if len(rows) > size else {}
    items = [
        wire.item(
            call.grant.organization_id, person, calling_data=query.calling_data, with_user_name=query.id is not None
        )
        for person in page
    ]
    return Paged(wire.PersonList(items=items), headers)


async def create(call: Call, query: wire.ChangeQuery, body: wire.PersonBody) -> wire.PersonItem | Created:
    draft = body.draft(call.grant.organization_id)
    person = await people.create_person(call.database, call.grant, draft)
    return _changed(call, query, person)


async def update(call: Call, query: wire.ChangeQuery, body: wire.PersonChangeBody) -> wire.PersonItem | Created:
    change = body.change(call.grant.organization_id)
    person = await people.change_person(call.database, call.grant, _person(call), change)
    return _changed(call, query, person)


async def get(call: Call, query: wire.PersonQuery) -> wire.PersonItem:
    person = await people.get_person(call.database, call.grant, _person(call))
    return wire.item(call.grant.organization_id, person, calling_data=query.calling_data)


async def delete(call: Call) -> None:
    await people.delete_person(call.database, call.grant, _person(call))


async def person(call: Call) -> None:
    await people.get_person(call.database, call.grant, _person(call))


def _changed(call: Call, query: wire.ChangeQuery, person: Person) -> wire.PersonItem | Created:
    if query.min_response:
        return Created(ids.public_id(ids.Kind.PEOPLE, person.id))
    return wire.item(call.grant.organization_id, person, calling_data=query.calling_data)


def _person(call: Call) -> UUID:
    text = call.names["personId"]
    person_id = uuid_in_path(text, ids.Kind.PEOPLE)
    if person_id is None:
        raise NoSuchLine(text)
    return person_id


PATH = "/people"
ROUTES = [
    Route("GET", f"{PATH}/me", Operation.GET_ME, me),
    Route("GET", PATH, Operation.LIST_PEOPLE, list_),
    Route("POST", PATH, Operation.CREATE_PERSON, create),
    Route("GET", f"{PATH}/{{personId}}", Operation.GET_PERSON, get, person),
    Route("PUT", f"{PATH}/{{personId}}", Operation.UPDATE_PERSON, update, person),
    Route("DELETE", f"{PATH}/{{personId}}", Operation.DELETE_PERSON, delete),
]
