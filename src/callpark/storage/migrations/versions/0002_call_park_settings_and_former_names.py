"""Call park settings of a location, and the names that call parks had before a rename."""

from alembic import op

revision = "0002"
down_revision = "0001"

# A location without a row has the defaults (callpark.parking.model).
SETTINGS = (
    """
CREATE TABLE call_park_settings (
    organization_id  uuid NOT NULL,
    location_id      uuid NOT NULL,
    recall_option    text NOT NULL,
    hunt_group_id    uuid,
    ring_pattern     text NOT NULL,
    recall_time      integer NOT NULL,
    hunt_wait_time   integer NOT NULL,
    PRIMARY KEY (organization_id, location_id),
    CONSTRAINT call_park_settings_have_location FOREIGN KEY (organization_id, location_id)
        REFERENCES locations (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT settings_hunt_group_is_in_location FOREIGN KEY (organization_id, location_id, hunt_group_id)
        REFERENCES hunt_groups (organization_id, location_id, id),
    CONSTRAINT settings_recall_has_hunt_group
        CHECK (recall_option = 'ALERT_PARKING_USER_ONLY' OR hunt_group_id IS NOT NULL)
)""",
)

# A call park's id is made of its name, so a rename makes the old id unknown: this is where it went. A row is read only
# while no call park of the location has the name.
FORMER_NAMES = (
    """
CREATE TABLE call_park_former_names (
    organization_id  uuid NOT NULL,
    location_id      uuid NOT NULL,
    name             text COLLATE "C" NOT NULL,
    call_park_id     uuid NOT NULL,
    PRIMARY KEY (organization_id, location_id, name),
    CONSTRAINT former_name_has_call_park FOREIGN KEY (organization_id, location_id, call_park_id)
        REFERENCES call_parks (organization_id, location_id, id) ON DELETE CASCADE
)""",
    """
CREATE INDEX call_park_former_names_by_call_park
    ON call_park_former_names (organization_id, location_id, call_park_id)""",
)


def upgrade() -> None:
    for statement in (*SETTINGS, *FORMER_NAMES):
        op.execute(statement)
