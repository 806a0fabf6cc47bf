"""GET of a hunt group: found in its location only, by each form of its id."""

import asyncio
from uuid import UUID, uuid4

from bodies import hunt_group_names, hunt_groups_path
from callpark import ids
from callpark.parking.hunt_groups import HuntGroupDraft
from callpark.provisioning.access import Caller, Grant, Operation, Role
from callpark.provisioning.directory.hunt_groups import create_hunt_group
from callpark.storage.database import Database
from cast import CALLING, Organization, Server, new_organization, refusal


def test_a_hunt_group_with_a_mailbox_is_found_by_either(organization: Organization, server: Server) -> None:
    location = organization.location()
    line = ids.uuid_of(location, ids.Kind.LOCATION)
    uuid, mailbox = uuid4(), "support@example.com"
    asyncio.run(create_with_mailbox(server, organization.id, line, uuid, mailbox))
    public = ids.hunt_group_id(uuid, mailbox)
    assert [group["id"] for group in organization.reader.get(f"{CALLING}/huntGroups").json()["huntGroups"]] == [public]
    for one in (public, ids.public_id(ids.Kind.HUNT_GROUP, uuid), str(uuid)):
        assert organization.reader.get(hunt_groups_path(location, one)).json()["id"] == public
        organization.call_park(location, one[-20:], recall={"option": "ALERT_HUNT_GROUP_ONLY", "huntGroupId": one})
    number = organization.reader.get(f"{CALLING}/numbers", params={"ownerId": public}).json()["phoneNumbers"][0]
    assert number["owner"]["id"] == public
    other = ids.hunt_group_id(uuid, "sales@example.com")
    assert refusal(organization.reader.get(hunt_groups_path(location, other)))[0] == 404
    assert organization.admin.delete(hunt_groups_path(location, public)).status_code == 204
    assert hunt_group_names(organization) == []


async def create_with_mailbox(server: Server, organization: UUID, location: UUID, id: UUID, mailbox: str) -> None:
    """As the demo organization does: no request can ask for a mailbox."""
    caller = Caller(
        organization_id=organization,
        token_id=uuid4(),
        person_id=uuid4(),
        name="an operator",
        role=Role.FULL,
        scopes=frozenset(),
        locations=frozenset(),
    )
    grant = Grant(
        organization_id=organization,
        caller=caller,
        operation=Operation.CREATE_HUNT_GROUP,
        locations=None,
        tracking_id="none",
    )
    async with Database(server.database_url, connections=1) as database:
        draft = HuntGroupDraft(name="Support", extension="7000")
        await create_hunt_group(database, grant, location, draft, id=id, mailbox=mailbox)


def test_the_method_is_wrong(organization: Organization) -> None:
    location = organization.location()
    reply = organization.admin.patch(hunt_groups_path(location, organization.hunt_group(location)), json={})
    assert (refusal(reply)[0], reply.headers["allow"]) == (405, "DELETE, GET, HEAD, PUT")


def test_nobody_sees_another_organization(organization: Organization, server: Server) -> None:
    other = new_organization(server)
    location, here = organization.location(), other.location()
    group = organization.hunt_group(location)
    assert refusal(other.reader.get(hunt_groups_path(location, group)))[0] == 404
    assert refusal(other.reader.get(hunt_groups_path(here, group)))[0] == 404


def test_a_hunt_group_is_found_in_its_location_only(organization: Organization) -> None:
    location, other = organization.location("Alaska"), organization.location("Texas")
    group = organization.hunt_group(location)
    assert refusal(organization.reader.get(hunt_groups_path(other, group)))[0] == 404
    for wrong in ("nonsense", location, ids.public_id(ids.Kind.PEOPLE, uuid4()), str(uuid4())):
        assert refusal(organization.reader.get(hunt_groups_path(location, wrong)))[0] == 404


def test_a_location_administrator_reads_those_of_his_locations(organization: Organization) -> None:
    alaska, texas = organization.location("Alaska"), organization.location("Texas")
    near, far = organization.hunt_group(alaska), organization.hunt_group(texas)
    administrator = organization.location_admin(alaska)
    assert administrator.get(hunt_groups_path(alaska, near)).json()["id"] == near
    assert refusal(administrator.get(hunt_groups_path(texas, far)))[0] == 403
