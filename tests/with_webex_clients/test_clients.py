"""Every client, unmodified, step by step: `scripts/clients` prints the same as a table."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from clients import CLIENTS, STEPS, Client, Run, run_all, table, trusting
from environments import environment
from webexapis import webexapis

from cast import Organization, Server
from processes import new_directory

pytestmark = pytest.mark.timeout(600)  # the first test on a machine installs the clients

Runs = dict[str, Run | str]


@pytest.fixture(scope="module")
def runs(server: Server) -> Runs:
    """What became of each client, or why it can't be installed."""
    with new_directory() as path:
        with trusting("--database-url", server.database_url, log=path / "log") as callpark:
            done, missing = run_all(Server(callpark.ready()["url"], server.database_url))
    by_name = {run.client.name: run for run in done}
    return {client.name: by_name.get(client.name) or missing[client.environment] for client in CLIENTS}


def of(runs: Runs, client: Client) -> Run:
    run = runs[client.name]
    if isinstance(run, str):
        pytest.skip(f"{client.name} can't be installed: {run}")
    return run


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
def test_step(runs: Runs, client: Client, step: str) -> None:
    run = of(runs, client)
    assert run.cell(step) == client.wanted(step)


@pytest.mark.parametrize(
    ("client", "fault"),
    [pytest.param(client, fault, id=f"{client.name}-{fault}") for client in CLIENTS for fault in client.faults],
)
def test_a_fault_of_the_clients_own(runs: Runs, client: Client, fault: str) -> None:
    """What docs/clients.md says a client can't do: when one learns it, this tells."""
    assert client.faults[fault] in of(runs, client).showed(fault)


PAGE = (Path(__file__).parents[2] / "docs" / "clients.md").read_text()


def test_the_table_of_the_documentation() -> None:
    assert table({client.name: client.wanted for client in CLIENTS}) in PAGE, "put there what scripts/clients prints"


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
def test_the_documentation_tells_of_it(client: Client) -> None:
    (section,) = [part for part in PAGE.split("\n## ") if part.startswith(client.name.removesuffix(" async") + "\n")]
    assert all(shown in section for shown in client.faults.values() if "{" not in shown)


def test_a_command_that_is_led_to_callpark(runs: Runs, server: Server, organization: Organization) -> None:
    """scripts/as-webexapis, as docs/clients.md has it."""
    of(runs, next(client for client in CLIENTS if client.environment == "wxcli"))
    wxcli = environment("wxcli") / "bin" / "wxcli"
    stand_in = str(Path(__file__).with_name("webexapis.py"))
    command = [sys.executable, stand_in, server.url, str(wxcli), "--no-update-check", "whoami", "--output", "json"]
    variables = os.environ | {"WEBEX_ACCESS_TOKEN": organization.admin.token or ""}
    done = subprocess.run(command, capture_output=True, text=True, env=variables, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["orgId"] == organization.public_id


def test_no_other_host_is_reached_through_the_proxy(server: Server) -> None:
    with webexapis(server.url) as variables, pytest.raises(requests.exceptions.ProxyError, match="403"):
        requests.get("https://example.com", proxies={"https": variables["HTTPS_PROXY"]}, timeout=10)
