"""`python -m callpark`: the same as the `callpark` command."""

from callpark.cli.main import run

run()
