"""People: create, list, details, update, delete, and the person behind the token."""

from uuid import UUID

from callpark import ids
from callpark.api.door import NO_CONTENT, Answer, Call, Route, answer
from callpark.api.paging import next_page
from callpark.api.references import uuid_in_path
from callpark.api.wire import Created
from callpark.api.wire import people as wire
from callpark.errors import NoSuchLine
from callpark.parking.people import Person
from callpark.provisioning.access import Operation
from callpark.provisioning.directory import people


async def me(call: Call) -> Answer:
    query = call.query(wire.PersonQuery)
    person = await people.get_me(call.database, call.grant)
    return answer(wire.item(call.caller.organization_id, person, calling_data=query.calling_data))


async def list_(call: Call) -> Answer:
    query = call.query(wire.ListQuery)
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
    return answer(wire.PersonList(items=items), headers=headers)


async def create(call: Call) -> Answer:
    query = call.query(wire.ChangeQuery)
    draft = call.body(wire.PersonBody).draft(call.grant.organization_id)
    person = await people.create_person(call.database, call.grant, draft)
    return _changed(call, query, person)


async def update(call: Call) -> Answer:
    query, person_id = call.query(wire.ChangeQuery), _person(call)
    change = call.body(wire.PersonChangeBody).change(call.grant.organization_id)
    return _changed(call, query, await people.change_person(call.database, call.grant, person_id, change))


async def get(call: Call) -> Answer:
    query = call.query(wire.PersonQuery)
    person = await people.get_person(call.database, call.grant, _person(call))
    return answer(wire.item(call.grant.organization_id, person, calling_data=query.calling_data))


async def delete(call: Call) -> Answer:
    await people.delete_person(call.database, call.grant, _person(call))
    return NO_CONTENT


async def person(call: Call) -> Answer:
    await people.get_person(call.database, call.grant, _person(call))
    return NO_CONTENT


def _changed(call: Call, query: wire.ChangeQuery, person: Person) -> Answer:
    if query.min_response:
        return answer(Created(ids.public_id(ids.Kind.PEOPLE, person.id)))
    return answer(wire.item(call.grant.organization_id, person, calling_data=query.calling_data))


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
