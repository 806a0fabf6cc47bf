"""The audit trail, the answers of POSTs that may be sent again, and locations locked for maintenance."""

from alembic import op

revision = "0007"
down_revision = "0006"

STATEMENTS = (
    # One row for each change, written in the change's own transaction. It outlives whatever it speaks of.
    """
CREATE TABLE changes (
    organization_id  uuid NOT NULL,
    created          timestamptz NOT NULL DEFAULT clock_timestamp(),
    id               uuid NOT NULL DEFAULT gen_random_uuid(),
    location_id      uuid,
    actor_id         uuid,
    category         text NOT NULL,
    target_id        uuid NOT NULL,
    details          json NOT NULL,
    CONSTRAINT changes_in_order PRIMARY KEY (organization_id, created, id)
)""",
    # `status` and `body` are null only while the request is being carried out, which nobody else can see.
    """
CREATE TABLE kept_answers (
    organization_id  uuid NOT NULL,
    person_id        uuid NOT NULL,
    key              text COLLATE "C" NOT NULL,
    request_sha256   bytea NOT NULL,
    created          timestamptz NOT NULL DEFAULT now(),
    status           integer,
    body             bytea,
    CONSTRAINT kept_answer_has_key PRIMARY KEY (organization_id, person_id, key)
)""",
    "CREATE INDEX kept_answers_by_age ON kept_answers (organization_id, created)",
    "ALTER TABLE locations ADD locked_until timestamptz, ADD locked_by text",
    "DROP FUNCTION refuse(text)",
    """
CREATE FUNCTION refuse(rule text, about text DEFAULT '') RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RAISE EXCEPTION 'rule broken: %', rule
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = rule, DETAIL = about;
END $$""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
