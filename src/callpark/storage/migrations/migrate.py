"""Brings a database to the newest schema. Loads SQLAlchemy and Alembic, so it is run by `callpark migrate` alone."""

from alembic import command
from alembic.config import Config

from callpark.storage.migrations import HERE


def migrate(url: str) -> None:
    """Runs every step that `url` has not seen yet, all of them or none."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["url"] = url
    command.upgrade(config, "head")
