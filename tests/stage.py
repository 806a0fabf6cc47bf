"""Two organizations with one of everything, for the tests of who may see and change what."""

import re
from typing import Any
from uuid import uuid4

from callpark import ids
from callpark.api.door import Route
from callpark.provisioning.access import Role, Scope
from cast import Api, Organization, Server, new_organization

KINDS = {
    "locationId": ids.Kind.LOCATION,
    "callParkExtensionId": ids.Kind.CALL_PARK_EXTENSION,
    "personId": ids.Kind.PEOPLE,
    "workspaceId": ids.Kind.PLACE,
    "virtualLineId": ids.Kind.VIRTUAL_LINE,
    "huntGroupId": ids.Kind.HUNT_GROUP,
    "organizationId": ids.Kind.ORGANIZATION,
    "roleId": ids.Kind.ROLE,
}


class Stage:
    """Two organizations with one of everything, and a token of each role in the first."""

    NAMES = dict.fromkeys((*KINDS, "callParkId", "licenseId"), "")

    def __init__(self, server: Server) -> None:
        self.server = server
        self.own, self.foreign = new_organization(server, "Own"), new_organization(server, "Foreign")
        self.location, self.names = self._filled(self.own)
        _, self.foreign_names = self._filled(self.foreign)
        self.customer = ids.public_id(ids.Kind.ORGANIZATION, server.organization("Customer", partner_id=self.own.id))
        self.elsewhere = self.own.location("Elsewhere")
        self.tokens = {
            role: server.token(
                self.own.id,
                role,
                scopes=list(Scope),
                location_ids=[ids.uuid_of(self.location, ids.Kind.LOCATION)] if role is Role.LOCATION else [],
            )
            for role in Role
        }

    @staticmethod
    def _filled(organization: Organization) -> tuple[str, dict[str, str]]:
        location = organization.location("Alaska")
        organization.call_park(location, "Reception")
        return location, {
            "locationId": location,
            "callParkId": ids.call_park_id("Reception"),
            "callParkExtensionId": organization.call_park_extension(location, "Desk", "9001"),
            "personId": organization.person(location, "Alice Adams", extension="8001"),
            "workspaceId": organization.workspace(location, "Lobby", "8002"),
            "virtualLineId": organization.virtual_line(location, "Sales", "Line", "8003"),
            "huntGroupId": organization.hunt_group(location),
            "organizationId": organization.public_id,
            "licenseId": organization.calling_license(),
        }

    def api(self, role: Role) -> Api:
        return Api(self.server, self.tokens[role])


def ask(api: Api, route: Route, names: dict[str, str], params: dict[str, str] | None = None) -> Any:
    """The operation on what `names` names; nothing it names is changed, since every body is empty."""
    path = re.sub(r"\{(\w+)\}", lambda match: names[match[1]], route.path)
    body = {"json": {}} if route.method in ("POST", "PUT", "PATCH") else {}
    return api.request(route.method, path, params=params, **body)


def unknown(names: dict[str, str], **kept: str) -> dict[str, str]:
    """Ids of the right form that nothing has."""
    made = {name: ids.public_id(KINDS[name], uuid4()) for name in names if name in KINDS}
    others = {
        "callParkId": ids.call_park_id("Nothing"),
        "licenseId": ids.license_id(uuid4(), "BCSTD", uuid4()),
        "roleId": ids.public_id(ids.Kind.ROLE, uuid4()),
    }
    return names | others | made | kept
