"""Indexes for what is rare in a large directory, so that a list that asks for it does not read everything through."""

from alembic import op

revision = "0005"
down_revision = "0004"

INDEXES = (
    # In the order in which extensions alone are listed; callpark.parking.names.extension_key is the same key.
    """
CREATE INDEX extensions_in_order ON extensions (organization_id, lpad(extension, 10, '0'), extension, location_id)""",
    "CREATE INDEX free_numbers ON numbers (organization_id, number) WHERE num_nonnulls(line_id, hunt_group_id) = 0",
    """
CREATE INDEX alternate_numbers ON numbers (organization_id, number)
    WHERE position > 0 AND num_nonnulls(line_id, hunt_group_id) = 1""",
    "CREATE INDEX inactive_numbers ON numbers (organization_id, number) WHERE NOT active",
    "CREATE INDEX toll_free_numbers ON numbers (organization_id, number) WHERE toll_free",
    "CREATE INDEX lines_by_kind ON lines (organization_id, kind) WHERE kind <> 'PEOPLE'",
    "CREATE INDEX people_by_role ON people (organization_id, role, sort_name, id) WHERE role IS NOT NULL",
    "CREATE INDEX people_by_license ON people (organization_id, license) WHERE license IS NOT NULL",
    "CREATE INDEX workspaces_by_license ON workspaces (organization_id, license) WHERE license IS NOT NULL",
)


def upgrade() -> None:
    for statement in INDEXES:
        op.execute(statement)
