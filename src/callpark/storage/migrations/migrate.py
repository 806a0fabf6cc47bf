"""Brings a database to the newest schema. Loads SQLAlchemy and Alembic, so a server runs it in a process of its own.

As a module it migrates the database that CALLPARK_DATABASE_URL names.
"""

import os

from alembic import command
from alembic.config import Config

from callpark import settings
from callpark.storage.migrations import HERE


def migrate(url: str) -> None:
    """Runs every step that `url` has not seen yet, all of them or none."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["url"] = url
    command.upgrade(config, "head")


if __name__ == "__main__":
    migrate(os.environ[settings.DATABASE_URL.variable])
