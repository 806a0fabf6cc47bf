"""`callpark org`: organizations, which only an operator can make."""

from typing import Annotated

import typer

from callpark import ids
from callpark.cli.database import on_database
from callpark.cli.options import DatabaseUrl, DataDir, PostgresBin
from callpark.cli.output import Output, OutputOption, show
from callpark.cli.references import organization_id
from callpark.provisioning.directory.organizations import create_organization

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
    created = on_database(
        data_dir, database_url, postgres_bin, lambda database: create_organization(database, name, partner_id)
    )
    show(output, {"id": ids.public_id(ids.Kind.ORGANIZATION, created)})
