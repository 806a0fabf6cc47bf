"""`callpark org` and `callpark token`: with a server running on the same data directory, and without one."""

import re
import time
from pathlib import Path

import pytest
import requests

from callpark import ids
from callpark.provisioning.access import Scope
from cast import TOKEN_END_SECONDS, Api, Server, refusal
from processes import Callpark, answer, command


@pytest.fixture
def data(directory: Path) -> str:
    return str(directory / "data")


def test_an_organization_and_its_tokens_while_nothing_runs_and_while_the_server_runs(
    directory: Path, data: str
) -> None:
    organization = answer("org", "create", "Acme", "--data-dir", data)["id"]
    made = answer("token", "create", "--org", organization, "--role", "full-admin", "--data-dir", data)
    with Callpark("serve", "--port", "0", "--data-dir", data, log=directory / "log") as callpark:
        url = callpark.ready()["url"]
        server = Server(url, "")
        admin = Api(server, made["token"])
        assert admin.get("/organizations").json()["items"][0]["id"] == organization
        other = answer("org", "create", "Other", CALLPARK_DATA_DIR=data)["id"]
        token = answer("token", "create", "--org", other, "--role", "read-only-admin", CALLPARK_DATA_DIR=data)
        reader = Api(server, token["token"])
        assert reader.get("/organizations").json()["items"][0]["displayName"] == "Other"
        answer("token", "revoke", token["id"], CALLPARK_DATA_DIR=data)
        time.sleep(TOKEN_END_SECONDS)
        assert refusal(reader.get("/organizations"))[0] == 401
        listed = answer("token", "list", CALLPARK_DATA_DIR=data)
        assert {one["id"]: bool(one["revoked"]) for one in listed} == {made["id"]: False, token["id"]: True}
        secrets = [made["token"].split("_", 2)[2], token["token"].split("_", 2)[2]]
        assert not any(secret in str(listed) for secret in secrets)


def test_what_a_token_may_is_said_when_it_is_made(server: Server) -> None:
    url = server.database_url
    organization = answer("org", "create", "Acme", "--database-url", url)["id"]

    def made(*options: str) -> dict[str, object]:
        return answer("token", "create", "--org", organization, *options, "--database-url", url)

    reader = made("--role", "read-only-admin")
    assert reader["scopes"]
    assert not any("write" in scope for scope in reader["scopes"])
    assert str(reader["token"]).startswith(f"cpk_{ids.uuid_of(organization, ids.Kind.ORGANIZATION).hex}_")
    assert made("--role", "full-admin", "--scope", "all")["scopes"] == list(Scope)
    one = made("--role", "full-admin", "--scope", Scope.PEOPLE_READ, "--name", "CI", "--expires-in", "1")
    assert (one["scopes"], one["name"]) == ([Scope.PEOPLE_READ], "CI")


@pytest.mark.parametrize(
    ("options", "sentence", "remedy"),
    [
        (["--org", "x", "--role", "full-admin"], "--org", "Give a ORGANIZATION id"),
        (["--org", "0" * 8 + "-0000-0000-0000-" + "0" * 12, "--role", "full-admin"], "no organization", "org create"),
        (["--role", "location-admin"], "--location", "at least one location"),
        (["--role", "location-admin", "--location", "x"], "--location", "LOCATION id"),
        (["--role", "full-admin", "--scope", "everything"], "--scope", "spark-admin:telephony_config_read"),
        (["--role", "full-admin", "--expires-in", "0"], "--expires-in", "1 to 3650"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_an_error_names_the_option_and_the_next_step(
    server: Server, options: list[str], sentence: str, remedy: str
) -> None:
    if "--org" not in options:
        options = ["--org", str(server.organization()), *options]
    done = command("token", "create", *options, "--database-url", server.database_url)
    assert (done.returncode, done.stdout) == (1, "")
    first, second = done.stderr.strip().splitlines()
    assert re.match("callpark: .*" + re.escape(sentence), first)
    assert re.match("  → .*" + re.escape(remedy), second)


def test_a_token_is_over_when_its_time_is(server: Server) -> None:
    from callpark.provisioning.access import Role

    organization = server.organization()
    token = server.token(organization, Role.FULL, expires_in_days=1)
    admin = Api(server, token)
    assert admin.get("/locations").status_code == 200
    server.execute("UPDATE tokens SET expires = now() WHERE organization_id = $1", organization)
    time.sleep(TOKEN_END_SECONDS)
    assert refusal(admin.get("/locations"))[0] == 401


def test_tables_are_readable_and_json_is_json() -> None:
    assert answer("version") == {"version": "0.1.0"}
    assert "0.1.0" in command("version").stdout
    codes = {row["refusal"]: (row["code"], row["status"]) for row in answer("errors")}
    assert codes["NoSuchCallPark"] == (4395, 404)
    assert codes["NumberTaken"] == (8363, 409)
    operations = {row["operation"]: row["roles"] for row in answer("roles")}
    assert operations["create a call park"] == ["full-admin", "location-admin", "partner-admin"]
    assert "create a call park" in command("roles").stdout


def test_an_option_wins_over_a_variable_and_two_options_exclude_each_other(server: Server, directory: Path) -> None:
    data, url = str(directory / "data"), server.database_url
    nowhere = "postgresql://nobody@127.0.0.1:1/none"
    assert answer("token", "list", "--database-url", url, CALLPARK_DATA_DIR="/proc/nothing")
    assert answer("token", "list", "--data-dir", data, CALLPARK_DATABASE_URL=nowhere) == []
    for options in (["--data-dir", data, "--database-url", url], []):
        done = command("token", "list", *options, CALLPARK_DATA_DIR=data, CALLPARK_DATABASE_URL=url)
        assert (done.returncode, "exclude each other" in done.stderr) == (1, True)


def test_a_database_that_can_not_be_opened(directory: Path) -> None:
    done = command("serve", "--database-url", "postgresql://nobody@127.0.0.1:1/none", "--port", "0")
    assert (done.returncode, "can't be opened" in done.stderr, "--database-url" in done.stderr) == (1, True, True)


def test_an_address_others_can_reach_needs_consent(directory: Path) -> None:
    done = command("serve", "--host", "0.0.0.0", "--port", "0", "--data-dir", str(directory / "data"))
    assert (done.returncode, "--allow-plain-http" in done.stderr) == (1, True)


def test_a_port_that_is_taken(server: Server, directory: Path) -> None:
    port = server.url.rpartition(":")[2]
    done = command("serve", "--port", port, "--data-dir", str(directory / "data"))
    assert (done.returncode, f"127.0.0.1:{port}" in done.stderr, "--port" in done.stderr) == (1, True, True)
    assert not (directory / "data").exists()
    assert requests.get(f"{server.url}/livez", timeout=5).status_code == 200
