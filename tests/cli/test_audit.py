"""`callpark audit`: who changed what, at the shell."""

from datetime import UTC, datetime, timedelta

from cast import Organization
from processes import answer, command


def arguments(organization: Organization) -> list[str]:
    return ["--org", organization.public_id, "--database-url", organization.server.database_url]


def test_changes_the_newest_first(organization: Organization) -> None:
    location = organization.location()
    organization.call_park(location, "Reception")
    shown = answer("audit", *arguments(organization))
    assert [row["what"] for row in shown[:3]] == [
        "create a call park",
        "enable a location for calling",
        "create a location",
    ]
    newest = shown[0]
    assert (newest["who"], newest["of"], newest["before"]) == ("full-admin", "Reception", None)
    assert newest["after"]["recall_option"] == "ALERT_PARKING_USER_ONLY"
    assert newest["tracking id"].startswith("CALLPARK_")
    assert [row["what"] for row in answer("audit", *arguments(organization), "--category", "CALL_PARKS")] == [
        "create a call park"
    ]
    assert len(answer("audit", *arguments(organization), "--most", "2")) == 2
    tomorrow = f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}"
    assert answer("audit", *arguments(organization), "--since", tomorrow) == []


def test_a_name_forges_no_line_and_gives_the_terminal_no_orders(organization: Organization) -> None:
    location = organization.location()
    organization.call_park(location, "Forged\r\n2026-01-01 nobody\x1b[2J")
    done = command("audit", *arguments(organization), "--category", "CALL_PARKS")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 2
    assert not {"\x1b", "\r"} & set(done.stdout)


def test_a_wrong_option_is_named(organization: Organization) -> None:
    for option, value in (("--org", "nobody"), ("--category", "NOTHING"), ("--since", "yesterday"), ("--most", "0")):
        refused = command("audit", *arguments(organization), option, value)
        assert (refused.returncode != 0, option in refused.stderr) == (True, True)
