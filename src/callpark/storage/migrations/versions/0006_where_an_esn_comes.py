"""Fragments mark where `"esn":"` comes by one character that JSON can't hold; callpark.storage.lines puts it in."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.execute("""UPDATE lines SET fragment = replace(fragment, '"esn":"', E'\\x1f')""")
