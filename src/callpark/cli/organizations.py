"""`callpark org`: organizations, which only an operator can make."""

import asyncio
from typing import Annotated
from uuid import UUID

import typer

from callpark import ids
from callpark.cli.options import DatabaseUrl, DataDir, PostgresBin, checked_database
from callpark.cli.output import Output, OutputOption, show
from callpark.cli.references import organization_id
from callpark.provisioning.directory.organizations import create_organization
from callpark.server.postgres import joined, migrated
from callpark.storage.database import Database

app = typer.Typer(help="Organizations.", no_args_is_help=True)


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="What the organization is called.")],
    partner: Annotated[str | None, typer.Option("--partner", help="Id of the organization that manages it.")] = None,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
    postgres_bin: PostgresBin = None,
    output: OutputOption = Output.TABLE,
) -> None:
    """Make an organization; prints its id. Next: `callpark token create --org ID --role full-admin`."""
    partner_id = organization_id("--partner", partner) if partner else None

    async def work(url: str) -> UUID:
        await migrated(url)
        async with Database(url, connections=1) as database:
            return await create_organization(database, name, partner_id)

    with joined(*checked_database(database_url, data_dir), postgres_bin) as url:
        created = asyncio.run(work(url))
    show(output, {"id": ids.public_id(ids.Kind.ORGANIZATION, created)})
