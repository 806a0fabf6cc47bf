"""Locations' calling details, a virtual line's own time zone and language, hunt groups' call policies."""

from alembic import op

revision = "0003"
down_revision = "0002"

LOCATIONS = (
    """
ALTER TABLE locations
    ADD COLUMN calling_line_name           text,
    ADD COLUMN external_caller_id_name     text,
    ADD COLUMN outside_dial_digit          text,
    ADD COLUMN enforce_outside_dial_digit  boolean NOT NULL DEFAULT false""",
    # The unique constraint serves as the index did, and lets a location say that its main number is one of its own.
    """
ALTER TABLE numbers ADD CONSTRAINT number_is_in_location UNIQUE (organization_id, location_id, number)""",
    "DROP INDEX numbers_by_location",
    """
ALTER TABLE locations ADD CONSTRAINT main_number_is_in_location FOREIGN KEY (organization_id, id, main_number)
    REFERENCES numbers (organization_id, location_id, number)""",
)

LINES = ("ALTER TABLE virtual_lines ADD COLUMN time_zone text, ADD COLUMN announcement_language text",)

HUNT_GROUPS = ("ALTER TABLE hunt_groups ADD COLUMN call_policies jsonb NOT NULL DEFAULT '{}'",)


def upgrade() -> None:
    for statement in (*LOCATIONS, *LINES, *HUNT_GROUPS):
        op.execute(statement)
