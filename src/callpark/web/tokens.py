"""Access tokens: who has one, a new one (shown once), and the end of one."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from callpark import fresh, ids
from callpark.api.references import uuid_of
from callpark.errors import CallParkError, InvalidValue, NoSuchThing
from callpark.parking.model import DISPLAY_NAME_MOST
from callpark.provisioning.access import Operation, Role
from callpark.provisioning.tokens import (
    LIFETIME_DAYS,
    LIFETIME_MOST,
    create_token,
    list_tokens,
    revoke_token,
)
from callpark.web.app import Handler, Visit
from callpark.web.rendering import Page, leading_to
from callpark.web.tables import calling_locations

LIST: Final = "/admin/tokens"
REVOKE: Final = f"{LIST}/{{tokenId}}/revoke"


@dataclass(kw_only=True)
class Draft:
    """What stands in the form, right or wrong; `locations` are public ids."""

    name: str = ""
    role: str = Role.READ_ONLY.value
    locations: list[str] = field(default_factory=list)
    days: str = str(LIFETIME_DAYS)


async def table(visit: Visit) -> Page:
    grant = await visit.grant(Operation.LIST_TOKENS)
    found = await list_tokens(visit.database, grant.organization_id)
    now = fresh.now()
    rows = [(row, _state(row, now), row["id"] == visit.caller.token_id) for row in reversed(found)]
    return visit.page(
        "tokens.html",
        tokens=sorted(rows, key=lambda row: row[1] != "valid"),
        roles={role.value: role.display_name for role in Role},
        done=visit.query.get("done", ""),
        why_not=await visit.may(Operation.CREATE_TOKEN),
    )


def _state(token: Any, now: datetime) -> str:
    if token["revoked"]:
        return "revoked"
    return "valid" if token["expires"] > now else "expired"


async def new(visit: Visit) -> Page:
    draft, problem, issued = Draft(), "", None
    if "role" in visit.form:
        form = visit.form
        draft = Draft(
            name=form.text("name").strip(),
            role=form.text("role"),
            locations=form.all("location"),
            days=form.text("days").strip(),
        )
        try:
            issued = await _issued(visit, draft)
        except CallParkError as refusal:
            problem = refusal.message
    return visit.page(
        "token.html",
        status=400 if problem else 200,
        draft=draft,
        issued=issued,
        problem=problem,
        why_not=await visit.may(Operation.CREATE_TOKEN),
        roles={role.value: role.display_name for role in Role},
        locations=await calling_locations(visit),
        name_most=DISPLAY_NAME_MOST,
        days_most=LIFETIME_MOST,
    )


async def _issued(visit: Visit, draft: Draft) -> Any:
    grant = await visit.grant(Operation.CREATE_TOKEN)
    try:
        role = Role(draft.role)
    except ValueError:
        raise InvalidValue("role", "Choose one of the roles.") from None
    if not draft.days.isdecimal() or len(draft.days) > len(str(LIFETIME_MOST)):
        raise InvalidValue("expires in", f"Give 1 to {LIFETIME_MOST} days.")
    return await create_token(
        visit.database,
        organization_id=grant.organization_id,
        role=role,
        location_ids=[uuid_of("location", one, ids.Kind.LOCATION) for one in draft.locations],
        name=draft.name or None,
        expires_in_days=int(draft.days),
        by=grant,
    )


async def revoke(visit: Visit) -> Page:
    grant = await visit.grant(Operation.REVOKE_TOKEN)
    try:
        token_id = UUID(visit.names["tokenId"])
    except ValueError:
        raise NoSuchThing("token") from None
    if "sure" not in visit.form:
        found = await list_tokens(visit.database, grant.organization_id)
        token = next((row for row in found if row["id"] == token_id), None)
        if token is None:
            raise NoSuchThing("token")
        return visit.page("revoke_token.html", token=token, own=token_id == visit.caller.token_id)
    await revoke_token(visit.database, token_id, grant)
    return leading_to(f"{LIST}?done=revoked")


HANDLERS: Final[dict[tuple[str, str], Handler]] = {
    ("GET", LIST): table,
    ("GET", f"{LIST}/new"): new,
    ("POST", f"{LIST}/new"): new,
    ("GET", REVOKE): revoke,
    ("POST", REVOKE): revoke,
}
