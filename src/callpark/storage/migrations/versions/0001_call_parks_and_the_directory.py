"""Organizations, the directory around call parks, call parks and tokens."""

from alembic import op

revision = "0001"
down_revision = None

EXTENSIONS = ("CREATE EXTENSION IF NOT EXISTS pg_trgm", "CREATE EXTENSION IF NOT EXISTS btree_gin")

# Raised by statements that find a rule broken which no constraint can express; read like a violated constraint.
REFUSE = """
CREATE FUNCTION refuse(rule text) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RAISE EXCEPTION 'rule broken: %', rule USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = rule;
END $$
"""

DIRECTORY = (
    """
CREATE TABLE organizations (
    id          uuid PRIMARY KEY,
    name        text NOT NULL,
    partner_id  uuid,
    created     timestamptz NOT NULL DEFAULT now()
)""",
    """
CREATE TABLE locations (
    organization_id        uuid NOT NULL,
    id                     uuid NOT NULL,
    name                   text NOT NULL,
    sort_name              text COLLATE "C" NOT NULL,
    time_zone              text NOT NULL,
    preferred_language     text NOT NULL,
    announcement_language  text,
    address                jsonb NOT NULL,
    latitude               text,
    longitude              text,
    notes                  text,
    calling                boolean NOT NULL DEFAULT false,
    routing_prefix         text,
    main_number            text,
    created                timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    CONSTRAINT location_name_is_unique UNIQUE (organization_id, name),
    CONSTRAINT location_has_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
)""",
    """
CREATE TABLE people (
    organization_id  uuid NOT NULL,
    id               uuid NOT NULL,
    email            text NOT NULL,
    first_name       text,
    last_name        text,
    display_name     text NOT NULL,
    sort_name        text COLLATE "C" NOT NULL,
    role             text,
    license          text,
    created          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    CONSTRAINT email_is_unique UNIQUE (organization_id, email),
    CONSTRAINT person_has_organization FOREIGN KEY (organization_id) REFERENCES organizations (id)
)""",
    "CREATE INDEX people_by_name ON people (organization_id, sort_name, id)",
    """
CREATE TABLE workspaces (
    organization_id    uuid NOT NULL,
    id                 uuid NOT NULL,
    location_id        uuid,
    display_name       text NOT NULL,
    sort_name          text COLLATE "C" NOT NULL,
    email              text NOT NULL,
    type               text NOT NULL,
    supported_devices  text NOT NULL,
    license            text,
    created            timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    CONSTRAINT workspace_has_location FOREIGN KEY (organization_id, location_id)
        REFERENCES locations (organization_id, id)
)""",
    "CREATE INDEX workspaces_by_name ON workspaces (organization_id, sort_name, id)",
    "CREATE INDEX workspaces_by_location ON workspaces (organization_id, location_id)",
    """
CREATE TABLE virtual_lines (
    organization_id  uuid NOT NULL,
    id               uuid NOT NULL,
    first_name       text NOT NULL,
    last_name        text NOT NULL,
    display_name     text NOT NULL,
    caller_id        jsonb NOT NULL DEFAULT '{}',
    created          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id)
)""",
    """
CREATE TABLE hunt_groups (
    organization_id  uuid NOT NULL,
    location_id      uuid NOT NULL,
    id               uuid NOT NULL,
    name             text NOT NULL,
    sort_name        text COLLATE "C" NOT NULL,
    mailbox          text,
    enabled          boolean NOT NULL,
    policy           text NOT NULL,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, location_id, id),
    CONSTRAINT hunt_group_name_is_unique UNIQUE (organization_id, location_id, name),
    CONSTRAINT hunt_group_mailbox_is_unique UNIQUE (organization_id, mailbox),
    CONSTRAINT hunt_group_has_location FOREIGN KEY (organization_id, location_id)
        REFERENCES locations (organization_id, id)
)""",
)

CALL_PARKS = (
    """
CREATE TABLE call_parks (
    organization_id  uuid NOT NULL,
    location_id      uuid NOT NULL,
    id               uuid NOT NULL,
    name             text COLLATE "C" NOT NULL,
    search           text COLLATE "C" NOT NULL,
    recall_option    text NOT NULL,
    hunt_group_id    uuid,
    park_on_agents   boolean NOT NULL,
    PRIMARY KEY (organization_id, location_id, id),
    CONSTRAINT call_park_name_is_unique UNIQUE (organization_id, location_id, name),
    CONSTRAINT call_park_has_location FOREIGN KEY (organization_id, location_id)
        REFERENCES locations (organization_id, id),
    CONSTRAINT recall_hunt_group_is_in_location FOREIGN KEY (organization_id, location_id, hunt_group_id)
        REFERENCES hunt_groups (organization_id, location_id, id),
    CONSTRAINT recall_has_hunt_group CHECK (recall_option = 'ALERT_PARKING_USER_ONLY' OR hunt_group_id IS NOT NULL)
)""",
    """
CREATE INDEX call_parks_by_hunt_group ON call_parks (organization_id, hunt_group_id)
    WHERE hunt_group_id IS NOT NULL""",
    """
CREATE TABLE call_park_extensions (
    organization_id  uuid NOT NULL,
    location_id      uuid NOT NULL,
    id               uuid NOT NULL,
    name             text NOT NULL,
    sort_name        text COLLATE "C" NOT NULL,
    call_park_id     uuid,
    position         integer,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, location_id, id),
    CONSTRAINT call_park_extension_has_location FOREIGN KEY (organization_id, location_id)
        REFERENCES locations (organization_id, id),
    CONSTRAINT call_park_extension_is_in_location_of_call_park
        FOREIGN KEY (organization_id, location_id, call_park_id)
        REFERENCES call_parks (organization_id, location_id, id) ON DELETE SET NULL (call_park_id)
)""",
    """
CREATE INDEX call_park_extensions_by_call_park
    ON call_park_extensions (organization_id, location_id, call_park_id, position) WHERE call_park_id IS NOT NULL""",
)

# A line is a dialable identity: a person, workspace or virtual line with calling, under its owner's id. What is found
# and sorted by is stored folded (callpark.parking.names), COLLATE "C", so that an index serves the order and no locale
# decides. `fragment` is the agent's JSON, derived from the owner by callpark.storage.lines alone.
LINES = (
    """
CREATE TABLE lines (
    organization_id  uuid NOT NULL,
    location_id      uuid NOT NULL,
    id               uuid NOT NULL,
    kind             text NOT NULL,
    call_park_id     uuid,
    position         integer,
    sort_fname       text COLLATE "C",
    sort_lname       text COLLATE "C",
    sort_number      text COLLATE "C",
    sort_extension   text COLLATE "C",
    search           text COLLATE "C" NOT NULL,
    fragment         text NOT NULL,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, location_id, id),
    CONSTRAINT line_has_location FOREIGN KEY (organization_id, location_id)
        REFERENCES locations (organization_id, id),
    CONSTRAINT agent_is_in_location_of_call_park FOREIGN KEY (organization_id, location_id, call_park_id)
        REFERENCES call_parks (organization_id, location_id, id) ON DELETE SET NULL (call_park_id)
)""",
    """
CREATE INDEX agents_by_call_park ON lines (organization_id, location_id, call_park_id, position)
    WHERE call_park_id IS NOT NULL""",
    """
CREATE INDEX available_by_lname ON lines (organization_id, location_id, sort_lname, sort_fname, id)
    WHERE call_park_id IS NULL""",
    """
CREATE INDEX available_by_fname ON lines (organization_id, location_id, sort_fname, sort_lname, id)
    WHERE call_park_id IS NULL""",
    """
CREATE INDEX available_by_number ON lines (organization_id, location_id, sort_number, id)
    WHERE call_park_id IS NULL""",
    """
CREATE INDEX available_by_extension ON lines (organization_id, location_id, sort_extension, id)
    WHERE call_park_id IS NULL""",
    """
CREATE INDEX available_by_search ON lines USING gin (organization_id, location_id, search gin_trgm_ops)
    WHERE call_park_id IS NULL""",
    # With the default, searches for mid-frequency names fall into plans of 50 ms, depending on ANALYZE's sample.
    "ALTER TABLE lines ALTER COLUMN search SET STATISTICS 1000",
    """
CREATE TABLE hunt_group_agents (
    organization_id  uuid NOT NULL,
    location_id      uuid NOT NULL,
    hunt_group_id    uuid NOT NULL,
    line_id          uuid NOT NULL,
    position         integer NOT NULL,
    weight           text,
    PRIMARY KEY (organization_id, hunt_group_id, line_id),
    CONSTRAINT hunt_group_agent_has_hunt_group FOREIGN KEY (organization_id, location_id, hunt_group_id)
        REFERENCES hunt_groups (organization_id, location_id, id) ON DELETE CASCADE,
    CONSTRAINT hunt_group_agent_is_a_line FOREIGN KEY (organization_id, line_id)
        REFERENCES lines (organization_id, id) ON DELETE CASCADE
)""",
    "CREATE INDEX hunt_group_agents_by_line ON hunt_group_agents (organization_id, line_id)",
)


def _owned(table: str) -> tuple[str, ...]:
    """Indexes that find what an owner has in `table`."""
    return tuple(
        f"CREATE INDEX {table}_by_{owner} ON {table} (organization_id, {owner}_id) WHERE {owner}_id IS NOT NULL"
        for owner in ("line", "hunt_group")
    )


NUMBERING = (
    # One extension, one owner in a location, whatever kind the owner is of.
    """
CREATE TABLE extensions (
    organization_id         uuid NOT NULL,
    location_id             uuid NOT NULL,
    extension               text COLLATE "C" NOT NULL,
    line_id                 uuid,
    hunt_group_id           uuid,
    call_park_extension_id  uuid,
    CONSTRAINT extension_is_unique PRIMARY KEY (organization_id, location_id, extension),
    CONSTRAINT extension_has_one_owner CHECK (num_nonnulls(line_id, hunt_group_id, call_park_extension_id) = 1),
    CONSTRAINT extension_of_line FOREIGN KEY (organization_id, location_id, line_id)
        REFERENCES lines (organization_id, location_id, id) ON DELETE CASCADE,
    CONSTRAINT extension_of_hunt_group FOREIGN KEY (organization_id, location_id, hunt_group_id)
        REFERENCES hunt_groups (organization_id, location_id, id) ON DELETE CASCADE,
    CONSTRAINT extension_of_call_park_extension FOREIGN KEY (organization_id, location_id, call_park_extension_id)
        REFERENCES call_park_extensions (organization_id, location_id, id) ON DELETE CASCADE
)""",
    *_owned("extensions"),
    """
CREATE INDEX extensions_by_call_park_extension ON extensions (organization_id, call_park_extension_id)
    WHERE call_park_extension_id IS NOT NULL""",
    # A location's inventory of E.164 numbers; `position` is 0 for its owner's primary number, 1… for alternates.
    """
CREATE TABLE numbers (
    organization_id  uuid NOT NULL,
    number           text COLLATE "C" NOT NULL,
    location_id      uuid NOT NULL,
    active           boolean NOT NULL,
    toll_free        boolean NOT NULL DEFAULT false,
    line_id          uuid,
    hunt_group_id    uuid,
    position         integer,
    CONSTRAINT number_is_unique PRIMARY KEY (organization_id, number),
    CONSTRAINT number_has_at_most_one_owner CHECK (num_nonnulls(line_id, hunt_group_id) <= 1),
    CONSTRAINT number_has_location FOREIGN KEY (organization_id, location_id)
        REFERENCES locations (organization_id, id),
    CONSTRAINT number_of_line FOREIGN KEY (organization_id, location_id, line_id)
        REFERENCES lines (organization_id, location_id, id) ON DELETE SET NULL (line_id),
    CONSTRAINT number_of_hunt_group FOREIGN KEY (organization_id, location_id, hunt_group_id)
        REFERENCES hunt_groups (organization_id, location_id, id) ON DELETE SET NULL (hunt_group_id)
)""",
    "CREATE INDEX numbers_by_location ON numbers (organization_id, location_id, number)",
    *_owned("numbers"),
)

TOKENS = (
    """
CREATE TABLE tokens (
    organization_id  uuid NOT NULL,
    id               uuid NOT NULL,
    secret_sha256    bytea NOT NULL,
    person_id        uuid NOT NULL,
    name             text NOT NULL,
    role             text NOT NULL,
    location_ids     uuid[] NOT NULL,
    scopes           text[] NOT NULL,
    created          timestamptz NOT NULL DEFAULT now(),
    expires          timestamptz NOT NULL,
    revoked          timestamptz,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT token_secret_is_unique UNIQUE (organization_id, secret_sha256),
    CONSTRAINT token_has_person FOREIGN KEY (organization_id, person_id)
        REFERENCES people (organization_id, id) ON DELETE CASCADE
)""",
    "CREATE INDEX tokens_by_person ON tokens (organization_id, person_id)",
)


def upgrade() -> None:
    for statement in (*EXTENSIONS, REFUSE, *DIRECTORY, *CALL_PARKS, *LINES, *NUMBERING, *TOKENS):
        op.execute(statement)
