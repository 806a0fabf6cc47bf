"""The callpark command and its subcommands."""

import sys

from callpark import __version__, lean  # noqa: F401 – lean comes first

# isort: split

import typer

from callpark.cli import demo, locations, organizations, reference, serve, tokens
from callpark.cli.audit import audit
from callpark.cli.backup import backup, restore
from callpark.cli.doctor import doctor
from callpark.cli.output import Output, OutputOption, complain, show
from callpark.errors import CallParkError

app = typer.Typer(
    help="A self-hosted Call Park service, wire-compatible with Webex Calling's admin API.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(organizations.app, name="org")
app.add_typer(tokens.app, name="token")
app.add_typer(locations.app, name="location")
app.command()(audit)
app.command()(backup)
app.command()(restore)
app.command()(doctor)
app.command()(serve.serve)
app.command()(demo.demo)
app.command("test-server")(demo.serve_tests)
app.command()(serve.migrate)
app.command()(reference.errors)
app.command()(reference.roles)


@app.command()
def version(output: OutputOption = Output.TABLE) -> None:
    """Print the version."""
    show(output, {"version": __version__})


def run() -> None:
    """Every refusal ends as a sentence and the next step, never as a traceback."""
    try:
        app()
    except CallParkError as refusal:
        complain(refusal)
        sys.exit(1)
    except BrokenPipeError:
        sys.stdout = None  # whoever read us has gone
        sys.exit(141)
