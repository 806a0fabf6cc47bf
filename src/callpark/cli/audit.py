"""`callpark audit`: who changed what, when."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from callpark.cli.database import on_database
from callpark.cli.options import DatabaseUrl, DataDir, PostgresBin
from callpark.cli.output import Output, OutputOption, show
from callpark.cli.references import organization_id
from callpark.provisioning.audit import Category, ChangesQuestion, RecordedChange, list_changes


def audit(
    org: Annotated[str, typer.Option("--org", help="Id of the organization.")],
    since: Annotated[
        datetime | None,
        typer.Option("--since", help="Only from this moment on, UTC: 2026-11-26 or 2026-11-26T09:30:00."),
    ] = None,
    category: Annotated[
        list[Category] | None, typer.Option("--category", help="Only changes of such things; repeatable.")
    ] = None,
    most: Annotated[int, typer.Option("--most", min=1, max=10_000, help="How many at most.")] = 100,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
    postgres_bin: PostgresBin = None,
    output: OutputOption = Output.TABLE,
) -> None:
    """Show the changes of an organization, the newest first; `--output json` has what each was before and after."""
    organization = organization_id("--org", org)
    question = ChangesQuestion(
        since=since.replace(tzinfo=UTC) if since else None,
        categories=[one.value for one in category] if category else None,
    )
    changes = on_database(
        data_dir,
        database_url,
        postgres_bin,
        lambda database: list_changes(database, organization, question, start=0, most=most),
    )
    show(output, [_row(change, whole=output is Output.JSON) for change in changes])


def _row(change: RecordedChange, *, whole: bool) -> dict[str, Any]:
    row = {
        "when": change.created.astimezone(UTC).isoformat(timespec="milliseconds"),
        "who": change.actor_name,
        "what": change.operation,
        "of": change.target_name,
        "fields": change.fields,
        "tracking id": change.tracking_id,
    }
    more = {"role": change.actor_role, "category": change.category, "before": change.before, "after": change.after}
    return row | more if whole else row
