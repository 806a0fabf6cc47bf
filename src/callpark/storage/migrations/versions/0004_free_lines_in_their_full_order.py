"""Indexes that hold the whole order of free lines, so that a page that starts deep is found in the index alone."""

from alembic import op

revision = "0004"
down_revision = "0003"

# After the leading field come those that break its ties; INCLUDE adds what a third field of an order can still ask for.
INDEXES = {
    "available_by_lname": ("sort_lname, sort_fname, sort_extension, id", "sort_number"),
    "available_by_fname": ("sort_fname, sort_lname, sort_extension, id", "sort_number"),
    "available_by_number": ("sort_number, sort_lname, sort_fname, sort_extension, id", None),
    "available_by_extension": ("sort_extension, sort_lname, sort_fname, id", "sort_number"),
}


def upgrade() -> None:
    for name, (columns, included) in INDEXES.items():
        op.execute(f"DROP INDEX {name}")
        include = f"INCLUDE ({included})" if included else ""
        op.execute(
            f"CREATE INDEX {name} ON lines (organization_id, location_id, {columns}) {include} "
            "WHERE call_park_id IS NULL"
        )
