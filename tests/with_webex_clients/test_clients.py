"""Every client, unmodified, step by step: `scripts/clients` prints the same as a table."""

import pytest
from clients import CLIENTS, STEPS, Client, Run, run_all

from cast import Server
from processes import Callpark, new_directory

Runs = dict[str, Run | str]


@pytest.fixture(scope="module")
def runs(server: Server) -> Runs:
    """What became of each client, or why it can't be installed."""
    with new_directory() as path:
        where = ["--database-url", server.database_url]
        with Callpark("serve", "--port", "0", *where, log=path / "log") as callpark:
            done, missing = run_all(Server(callpark.ready()["url"], server.database_url))
    by_name = {run.client.name: run for run in done}
    return {client.name: by_name.get(client.name) or missing[client.environment] for client in CLIENTS}


def of(runs: Runs, client: Client) -> Run:
    run = runs[client.name]
    if isinstance(run, str):
        pytest.skip(f"{client.name} can't be installed: {run}")
    return run


@pytest.mark.timeout(600)  # the first test of a machine installs the clients
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
def test_step(request: pytest.FixtureRequest, runs: Runs, client: Client, step: str) -> None:
    if step == "pages" and client.knows_webexapis_only:
        request.node.add_marker(
            pytest.mark.xfail(reason="links lead to http:// until proxies are trusted", strict=False)
        )
    run = of(runs, client)
    assert run.cell(step) == run.wanted(step)


@pytest.mark.parametrize(
    ("client", "fault"),
    [pytest.param(client, fault, id=f"{client.name}-{fault}") for client in CLIENTS for fault in client.faults],
)
def test_a_fault_of_the_clients_own(runs: Runs, client: Client, fault: str) -> None:
    """What docs/clients.md says a client can't do: when one learns it, this tells."""
    assert client.faults[fault] in of(runs, client).showed(fault)
