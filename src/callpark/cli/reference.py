"""`callpark errors` and `callpark roles`: the tables that the program itself goes by."""

from callpark.api.refusals import ANSWERS
from callpark.cli.output import Output, OutputOption, show
from callpark.provisioning.access import POLICY


def errors(output: OutputOption = Output.TABLE) -> None:
    """Show every error code with its HTTP status."""
    rows = [
        {"code": answer.code, "status": answer.status, "refusal": refusal.__name__}
        for refusal, answer in ANSWERS.items()
    ]
    show(output, sorted(rows, key=lambda row: (str(row["status"]), str(row["code"]))))


def roles(output: OutputOption = Output.TABLE) -> None:
    """Show which role and scope each operation needs."""
    show(
        output,
        [
            {
                "operation": str(operation),
                "roles": sorted(rule.roles),
                "scopes (one of)": sorted(rule.scopes),
                "a location administrator's reach": rule.reach.value,
            }
            for operation, rule in POLICY.items()
        ],
    )
