"""`callpark location`: locks for maintenance."""

from typing import Annotated

import typer

from callpark import ids
from callpark.cli.database import on_database
from callpark.cli.options import DatabaseUrl, DataDir, PostgresBin
from callpark.cli.output import Output, OutputOption, show
from callpark.cli.references import location_id, organization_id
from callpark.provisioning.audit import shell_user
from callpark.provisioning.directory import location_locks

app = typer.Typer(help="Locations, and their locks for maintenance.", no_args_is_help=True)

Location = Annotated[str, typer.Argument(metavar="ID", help="Id of the location.")]
Org = Annotated[str, typer.Option("--org", help="Id of its organization.")]
Holder = Annotated[str | None, typer.Option("--holder", help="Whose lock it is; default: this user on this machine.")]


@app.command()
def lock(
    location: Location,
    org: Org,
    seconds: Annotated[
        int, typer.Option("--for", metavar="SECONDS", help="When the lock ends by itself.")
    ] = location_locks.LEASE_SECONDS,
    holder: Holder = None,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
    postgres_bin: PostgresBin = None,
    output: OutputOption = Output.TABLE,
) -> None:
    """Lock a location: changes over the API are answered 423 until you unlock it, or the time is up; reads go on.

    What was let through before has been carried out when this returns. Lock again to hold it longer.
    """
    organization, which = organization_id("--org", org), location_id("ID", location)
    by = holder or shell_user()
    until = on_database(
        data_dir,
        database_url,
        postgres_bin,
        lambda database: location_locks.lock_location(database, organization, which, holder=by, seconds=seconds),
    )
    show(output, {"locked by": by, "until": until.isoformat(timespec="seconds")})


@app.command()
def unlock(
    location: Location,
    org: Org,
    holder: Holder = None,
    force: Annotated[bool, typer.Option("--force", help="Take away somebody else's lock.")] = False,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
    postgres_bin: PostgresBin = None,
    output: OutputOption = Output.TABLE,
) -> None:
    """Unlock a location."""
    organization, which = organization_id("--org", org), location_id("ID", location)
    by = holder or shell_user()
    on_database(
        data_dir,
        database_url,
        postgres_bin,
        lambda database: location_locks.unlock_location(database, organization, which, holder=by, force=force),
    )
    show(output, {"unlocked": ids.public_id(ids.Kind.LOCATION, which)})


@app.command("list")
def list_(
    org: Org,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
    postgres_bin: PostgresBin = None,
    output: OutputOption = Output.TABLE,
) -> None:
    """Show an organization's locations and their locks."""
    organization = organization_id("--org", org)
    rows = on_database(
        data_dir,
        database_url,
        postgres_bin,
        lambda database: location_locks.list_locations(database, organization),
    )
    show(
        output,
        [
            {
                "id": ids.public_id(ids.Kind.LOCATION, row.id),
                "name": row.name,
                "locked by": row.locked_by if location_locks.is_locked(row) else None,
                "until": row.locked_until.isoformat(timespec="seconds")
                if row.locked_until and location_locks.is_locked(row)
                else None,
            }
            for row in rows
        ],
    )
