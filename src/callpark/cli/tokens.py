"""`callpark token`: access tokens for the API."""

from typing import Annotated
from uuid import UUID

import typer

from callpark import ids
from callpark.cli.database import on_database
from callpark.cli.options import DatabaseUrl, DataDir, PostgresBin
from callpark.cli.output import Output, OutputOption, show
from callpark.cli.references import location_id, organization_id
from callpark.errors import InvalidValue, OperatorError
from callpark.provisioning.access import Role, Scope
from callpark.provisioning.tokens import (
    LIFETIME_DAYS,
    create_token,
    known_scope,
    list_tokens,
    revoke_token,
)

app = typer.Typer(help="Access tokens.", no_args_is_help=True)


@app.command()
def create(
    org: Annotated[str, typer.Option("--org", help="Id of the organization.")],
    role: Annotated[Role, typer.Option("--role", help="What its owner may do.")],
    location: Annotated[
        list[str] | None, typer.Option("--location", help="A location administrator's location; repeatable.")
    ] = None,
    scope: Annotated[
        list[str] | None,
        typer.Option("--scope", help="A scope, or `all`; repeatable. Default: the least the role has a use for."),
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help="Whose token it is; default: the role.")] = None,
    expires_in: Annotated[int, typer.Option("--expires-in", metavar="DAYS", help="Days it is valid.")] = LIFETIME_DAYS,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
    postgres_bin: PostgresBin = None,
    output: OutputOption = Output.TABLE,
) -> None:
    """Make a token and show it: only now, since only a digest is stored."""
    scopes = None
    if scope:
        scopes = list(Scope) if "all" in scope else [known_scope(one) for one in scope]
    organization = organization_id("--org", org)
    locations = [location_id("--location", one) for one in location or []]
    try:
        token = on_database(
            data_dir,
            database_url,
            postgres_bin,
            lambda database: create_token(
                database,
                organization_id=organization,
                role=role,
                location_ids=locations,
                scopes=scopes,
                name=name,
                expires_in_days=expires_in,
            ),
        )
    except InvalidValue as refusal:
        option = "--" + refusal.field.replace(" ", "-")
        raise OperatorError(f"{option}: this can't be meant.", refusal.remedy) from None
    show(
        output,
        {
            "token": token.token,
            "id": str(token.id),
            "name": token.name,
            "role": str(token.role),
            "scopes": [str(one) for one in token.scopes],
            "expires": token.expires.isoformat(timespec="seconds"),
        },
    )


@app.command("list")
def list_(
    org: Annotated[str | None, typer.Option("--org", help="Only this organization's.")] = None,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
    postgres_bin: PostgresBin = None,
    output: OutputOption = Output.TABLE,
) -> None:
    """Show what tokens there are; never their secrets."""
    organization = organization_id("--org", org) if org else None
    rows = on_database(data_dir, database_url, postgres_bin, lambda database: list_tokens(database, organization))
    show(
        output,
        [
            {
                "id": str(row["id"]),
                "organization": ids.public_id(ids.Kind.ORGANIZATION, row["organization_id"]),
                "name": row["name"],
                "role": row["role"],
                "locations": [ids.public_id(ids.Kind.LOCATION, one) for one in row["location_ids"]],
                "scopes": row["scopes"],
                "expires": row["expires"].isoformat(timespec="seconds"),
                "revoked": row["revoked"] and row["revoked"].isoformat(timespec="seconds"),
            }
            for row in rows
        ],
    )


@app.command()
def revoke(
    token_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the token, as `callpark token list` shows it.")],
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
    postgres_bin: PostgresBin = None,
    output: OutputOption = Output.TABLE,
) -> None:
    """End a token's life at once."""
    try:
        wanted = UUID(token_id)
    except ValueError:
        raise OperatorError("ID: this is no token id.", "`callpark token list` shows the ids of all tokens.") from None
    on_database(data_dir, database_url, postgres_bin, lambda database: revoke_token(database, wanted))
    show(output, {"revoked": str(wanted)})
