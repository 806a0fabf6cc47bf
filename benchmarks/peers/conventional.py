"""The two founding operations as a team would write them with FastAPI, pydantic and SQLAlchemy's ORM.

Idiomatic and not slow on purpose: asyncpg, uvloop, one query a page over the index that callpark has for it, no
`count(*)`, no locks but those of its writes, constraints and a conditional update decide, a token is known for half a
second, answers are written by pydantic without FastAPI's second validation. Its tables are filled from callpark's.

`python conventional.py DATABASE_URL` prints its URL when it listens.
"""

import json
import socket
import sys
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from enum import StrEnum
from hashlib import sha256
from time import monotonic
from typing import Annotated, Any, ClassVar
from uuid import UUID, uuid4

import uvicorn
from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from sqlalchemy import ForeignKey, ForeignKeyConstraint, Text, UniqueConstraint, Uuid, cast, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMA = "conventional"
KNOWN_SECONDS = 0.5


class Base(DeclarativeBase):
    pass


class Location(Base):
    __tablename__ = "locations"
    __table_args__: ClassVar = {"schema": SCHEMA}
    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    routing_prefix: Mapped[str | None]


class HuntGroup(Base):
    __tablename__ = "hunt_groups"
    __table_args__: ClassVar = {"schema": SCHEMA}
    location_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)


class CallPark(Base):
    __tablename__ = "call_parks"
    __table_args__ = (
        UniqueConstraint("location_id", "name"),
        ForeignKeyConstraint(["location_id", "hunt_group_id"], [HuntGroup.location_id, HuntGroup.id]),
        {"schema": SCHEMA},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    location_id: Mapped[UUID]
    name: Mapped[str]
    recall_option: Mapped[str]
    hunt_group_id: Mapped[UUID | None]
    park_on_agents: Mapped[bool]


class Line(Base):
    __tablename__ = "lines"
    __table_args__: ClassVar = {"schema": SCHEMA}
    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[UUID]
    location_id: Mapped[UUID]
    kind: Mapped[str]
    first_name: Mapped[str]
    last_name: Mapped[str]
    display_name: Mapped[str]
    email: Mapped[str | None]
    extension: Mapped[str | None]
    primary_number: Mapped[str | None]
    alternate_numbers: Mapped[list[str]] = mapped_column(ARRAY(Text))
    sort_fname: Mapped[str | None] = mapped_column(Text(collation="C"))
    sort_lname: Mapped[str | None] = mapped_column(Text(collation="C"))
    sort_extension: Mapped[str | None] = mapped_column(Text(collation="C"))
    call_park_id: Mapped[UUID | None] = mapped_column(ForeignKey(CallPark.id, ondelete="SET NULL"))
    position: Mapped[int | None]


class Token(Base):
    __tablename__ = "tokens"
    __table_args__: ClassVar = {"schema": SCHEMA}
    secret_sha256: Mapped[bytes] = mapped_column(primary_key=True)
    organization_id: Mapped[UUID]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))


AFTER_FILLING = f"""
CREATE INDEX available_by_lname
    ON {SCHEMA}.lines (organization_id, location_id, sort_lname, sort_fname, sort_extension, id)
    WHERE call_park_id IS NULL;
CREATE INDEX agents_by_call_park ON {SCHEMA}.lines (call_park_id, position) WHERE call_park_id IS NOT NULL;
"""
FILL = f"""
INSERT INTO {SCHEMA}.locations SELECT organization_id, id, routing_prefix FROM locations WHERE calling;
INSERT INTO {SCHEMA}.hunt_groups SELECT location_id, id FROM hunt_groups;
INSERT INTO {SCHEMA}.tokens SELECT secret_sha256, organization_id, scopes FROM tokens;
INSERT INTO {SCHEMA}.call_parks
    SELECT id, location_id, name, recall_option, hunt_group_id, park_on_agents FROM call_parks;
INSERT INTO {SCHEMA}.lines
    SELECT lines.id, lines.organization_id, lines.location_id, kind, first_name, last_name, display_name, email,
           extensions.extension, sort_number, '{{}}', sort_fname, sort_lname, sort_extension, call_park_id, position
    FROM lines JOIN people USING (organization_id, id)
    LEFT JOIN extensions ON extensions.organization_id = lines.organization_id AND extensions.line_id = lines.id;
"""  # everybody in a crowd is a person, with one number at most


class Wire(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Number(Wire):
    external: str | None = None
    extension: str | None = None
    routing_prefix: str | None = None
    esn: str | None = None
    primary: str


class Agent(Wire):
    id: str
    first_name: str
    last_name: str
    display_name: str
    type: str
    email: str | None
    numbers: list[Number]


class AvailableAgents(Wire):
    agents: list[Agent]


class RecallOption(StrEnum):
    ALERT_PARKING_USER_ONLY = "ALERT_PARKING_USER_ONLY"
    ALERT_PARKING_USER_FIRST_THEN_HUNT_GROUP = "ALERT_PARKING_USER_FIRST_THEN_HUNT_GROUP"
    ALERT_HUNT_GROUP_ONLY = "ALERT_HUNT_GROUP_ONLY"


class Recall(Wire):
    option: RecallOption
    hunt_group_id: str | None = None


class CallParkBody(Wire):
    name: Annotated[str, Field(min_length=1, max_length=80)]
    recall: Recall
    agents: list[str] = []
    park_on_agents_enabled: bool = False


def public_id(kind: str, tail: str) -> str:
    return b64encode(f"ciscospark://us/{kind}/{tail}".encode()).decode().rstrip("=")


def uuid_of(text: str) -> UUID:
    try:
        return UUID(b64decode(text + "==").decode().rpartition("/")[2])
    except ValueError:
        raise HTTPException(400, f"{text[:80]!r} is no id.") from None


engine = create_async_engine(
    sys.argv[1].replace("postgresql://", "postgresql+asyncpg://", 1), pool_size=10, max_overflow=0
)
new_session = async_sessionmaker(engine, expire_on_commit=False)
# Without a transaction around it a read is spared a BEGIN and a ROLLBACK.
new_reading = async_sessionmaker(engine.execution_options(isolation_level="AUTOCOMMIT"), expire_on_commit=False)
app = FastAPI()
known: dict[str, tuple[float, Token]] = {}


async def session() -> AsyncIterator[AsyncSession]:
    async with new_session() as opened:
        yield opened


async def reading() -> AsyncIterator[AsyncSession]:
    async with new_reading() as opened:
        yield opened


Session = Annotated[AsyncSession, Depends(session)]
Reading = Annotated[AsyncSession, Depends(reading)]


async def caller(session: Reading, authorization: Annotated[str, Header()] = "") -> Token:
    token = authorization.removeprefix("Bearer ")
    until, found = known.get(token, (0.0, None))
    if found and monotonic() < until:
        return found
    digest = sha256(token.split("_", 2)[-1].encode()).digest()
    found = await session.get(Token, digest)
    if found is None:
        raise HTTPException(401, "The access token is not valid.")
    known[token] = monotonic() + KNOWN_SECONDS, found
    return found


Caller = Annotated[Token, Depends(caller)]
PARKS = "/v1/telephony/config/locations/{location_id}/callParks"
ORDERS = {"lname": Line.sort_lname, "fname": Line.sort_fname, "extension": Line.sort_extension}


def ordered(field: str) -> Any:
    if field not in ORDERS:
        raise HTTPException(400, f"order: there is no field {field[:80]!r}.")
    return ORDERS[field]


def agent(line: Line, prefix: str | None) -> Agent:
    number = Number(
        external=line.primary_number,
        extension=line.extension,
        routing_prefix=prefix,
        esn=f"{prefix or ''}{line.extension}" if line.extension else None,
        primary="true",
    )
    return Agent(
        id=public_id(line.kind, str(line.id)),
        first_name=line.first_name,
        last_name=line.last_name,
        display_name=line.display_name,
        type=line.kind,
        email=line.email,
        numbers=[number, *(Number(external=other, primary="false") for other in line.alternate_numbers)],
    )


@app.get(PARKS + "/availableUsers", response_model=AvailableAgents)
async def available_agents(
    request: Request,
    session: Reading,
    caller: Caller,
    location_id: str,
    max: Annotated[int, Field(ge=1, le=2000)] = 2000,
    start: Annotated[int, Field(ge=0)] = 0,
    order: str = "lname|fname|extension",
) -> Response:
    if "spark-admin:telephony_config_read" not in caller.scopes:
        raise HTTPException(403, "The token lacks a scope.")
    location = await session.get(Location, (caller.organization_id, uuid_of(location_id)))
    if location is None:
        raise HTTPException(404, "There is no such location.")
    lines = (
        select(Line)
        .where(Line.organization_id == caller.organization_id, Line.location_id == location.id)
        .where(Line.call_park_id.is_(None))
        .order_by(*(ordered(field) for field in order.split("|")), Line.id)
        .limit(max + 1)
        .offset(start)
    )
    found = list(await session.scalars(lines))
    answer = AvailableAgents(agents=[agent(line, location.routing_prefix) for line in found[:max]])
    headers = {}
    if len(found) > max:
        following = request.url.include_query_params(max=max, start=start + max)
        headers["Link"] = f'<{following}>;rel="next"'
    content = answer.model_dump_json(by_alias=True, exclude_none=True)
    return Response(content, media_type="application/json", headers=headers)


@app.post(PARKS, status_code=201)
async def create(session: Session, caller: Caller, location_id: str, body: CallParkBody) -> dict[str, str]:
    if "spark-admin:telephony_config_write" not in caller.scopes:
        raise HTTPException(403, "The token lacks a scope.")
    location = await session.get(Location, (caller.organization_id, uuid_of(location_id)))
    if location is None:
        raise HTTPException(404, "There is no such location.")
    park = CallPark(
        id=uuid4(),
        location_id=location.id,
        name=body.name,
        recall_option=body.recall.option,
        hunt_group_id=uuid_of(body.recall.hunt_group_id) if body.recall.hunt_group_id else None,
        park_on_agents=body.park_on_agents_enabled,
    )
    session.add(park)
    agents = [uuid_of(one) for one in body.agents]
    claim: Any = (
        update(Line)
        .where(Line.location_id == location.id, Line.id.in_(agents), Line.call_park_id.is_(None))
        .values(call_park_id=park.id, position=func.array_position(cast(agents, ARRAY(Uuid)), Line.id))
        .execution_options(synchronize_session=False)
    )
    try:
        await session.flush()
        if agents and (await session.execute(claim)).rowcount < len(agents):
            raise HTTPException(409, "An agent is in another call park.")
        await session.commit()
    except IntegrityError as error:
        raise HTTPException(409, "The name is taken, or there is no such hunt group.") from error
    return {"id": public_id("CALL_PARK", b64encode(park.name.encode()).decode())}


@app.on_event("startup")
async def filled() -> None:
    async with engine.begin() as connection:
        await connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        await connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")
        await connection.run_sync(Base.metadata.create_all)
        for statement in (FILL + AFTER_FILLING).split(";")[:-1]:
            await connection.exec_driver_sql(statement)
        await connection.exec_driver_sql("ANALYZE")


if __name__ == "__main__":
    with socket.create_server(("127.0.0.1", 0)) as listening:
        print(json.dumps({"url": f"http://127.0.0.1:{listening.getsockname()[1]}"}), flush=True)
        uvicorn.Server(uvicorn.Config(app, loop="uvloop", http="httptools", log_level="warning", access_log=False)).run(
            [listening]
        )
