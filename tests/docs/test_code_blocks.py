"""Every block of code of README and docs is run, with a real address, token and ids in the place of the page's."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from blocks import ELSEWHERE, TOP, Block, blocks

from callpark import ids
from callpark.storage.embedded import running_url
from cast import Organization, Server, new_organization
from plain_pytest import run_pytest
from processes import Callpark, new_directory
from with_webex_clients.environments import CannotInstall, environment

BLOCKS = list(blocks())
TESTS = [block for block in BLOCKS if block.is_test]
OTHERS = [block for block in BLOCKS if not (block.is_test or block.elsewhere)]
BIN = Path(sys.executable).parent

# What the text around a fragment has said already.
BEFORE = """
from wxc_sdk import WebexSimpleApi
from wxc_sdk.as_api import AsWebexSimpleApi
from wxc_sdk.rest import RestSession
RestSession.BASE = "{url}/v1"
api, location, person = WebexSimpleApi(tokens="TOKEN"), "LOCATION", "PERSON"
"""
BEFORE_WXCADM = "import wxcadm\nlocation = 'LOCATION'\n"

# Runs a script in which one may await, as in the shell that `python -m asyncio` is.
AWAITING = """
import ast, asyncio, inspect, sys
code = compile(open(sys.argv[1]).read(), sys.argv[1], "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
waiting = eval(code)
if inspect.isawaitable(waiting):
    asyncio.run(waiting)
"""

# A server goes on in the background until the block ends, and an organization's id is the one just printed. What is
# installed is there already: scripts/newcomer does it from an empty home.
SHELL = r"""
callpark() {
    case "$1 $2" in
    "serve "*)
        (exec callpark "$@" --port 0 >serve.out) &
        trap "kill $!; wait $!" EXIT
        until grep -qs http serve.out; do kill -0 $! || exit 1; sleep 0.1; done
        ;;
    "org create") command callpark "$@" --output json | tee organization.json ;;
    "token create") command callpark "${@/#ID/$(grep -o '"id": "[^"]*' organization.json | cut -d'"' -f4)}" ;;
    *) command callpark "$@" ;;
    esac
}
python3() { if [ "$*" != "-m pip install .[embedded]" ]; then command python3 "$@"; fi; }
"""


@dataclass
class Place:
    """An organization with what the pages speak of, and where to reach it."""

    urls: "Urls"
    directory: Path
    organization: Organization
    location: str
    person: str

    def filled(self, text: str) -> str:
        token = self.organization.admin.token
        words = {
            **self.urls.by_those_of_the_pages("/testing/" in text),
            "/var/lib/callpark": str(self.directory / "of-the-unit"),
            "/opt/callpark/bin/callpark": "callpark",
            "my_script.py": str(self.directory / "my_script.py"),
            "lock ID": f"lock {ids.uuid_of(self.location, ids.Kind.LOCATION)}",
            "LOCATION": self.location,
            "PERSON": self.person,
            "=TOKEN": f"={token}",
            '"TOKEN"': f'"{token}"',
            "Bearer TOKEN": f"Bearer {token}",
            "FILE": str(self.directory / "backup"),
            " NEW": f" {self.directory / 'restored'}",
            "ORG": str(self.organization.id),
        }
        return re.sub("|".join(map(re.escape, words)), lambda found: words[found[0]], text)

    def run(self, command: list[str], *paths: Path) -> None:
        path = os.pathsep.join(map(str, [*paths, BIN, os.environ["PATH"]]))
        environ = os.environ | {
            "PATH": path,
            "PYTHON": sys._base_executable,
            "CALLPARK_DATA_DIR": str(self.urls.data),
            "WEBEX_ACCESS_TOKEN": self.organization.admin.token or "",
        }
        where = TOP if "scripts/" in "".join(command) else self.directory
        done = subprocess.run(command, cwd=where, env=environ, capture_output=True, text=True, timeout=100, check=False)
        assert done.returncode == 0, done.stderr or done.stdout

    def shell(self, text: str, *paths: Path) -> None:
        self.run(["bash", "-euo", "pipefail", "-c", SHELL + text], *paths)

    def python(self, text: str, *before: str, executable: Path = BIN / "python") -> None:
        script = self.directory / "script.py"
        script.write_text(text)
        self.run([*before, str(executable), "-c", AWAITING, str(script)])


@dataclass
class Urls:
    server: Server
    test_server: str
    pooled: str
    data: Path

    def by_those_of_the_pages(self, of_the_test_mode: bool) -> dict[str, str]:
        also = "&" if "?" in self.server.database_url else "?"
        return {
            "http://127.0.0.1:8080": self.test_server if of_the_test_mode else self.server.url,
            "postgresql://callpark:PASSWORD@127.0.0.1:6432/callpark?pool_mode=transaction": self.pooled,
            "postgresql://callpark:PASSWORD@db1:5432,db2:5432/callpark?": self.server.database_url + also,
        }


@pytest.fixture(scope="module")
def urls(pooled_server: Server) -> Iterator[Urls]:
    with new_directory() as directory:
        data = directory / "data"
        serve = Callpark("serve", "--port", "0", "--data-dir", str(data), log=directory / "log")
        with serve, Callpark("test-server", log=directory / "log") as test_server:
            server = Server(serve.ready()["url"], running_url(data) or "")
            yield Urls(server, test_server.ready()["url"], pooled_server.database_url, data)


@pytest.fixture
def place(urls: Urls, directory: Path) -> Place:
    organization = new_organization(urls.server)
    location = organization.location("Alaska")
    (directory / "my_script.py").write_text("import wxc_sdk\nprint(wxc_sdk.WebexSimpleApi().people.me())\n")
    return Place(urls, directory, organization, location, organization.person(location, "Alice Doe", "2001"))


@pytest.mark.parametrize("block", OTHERS, ids=str)
def test_a_block_runs(place: Place, block: Block) -> None:
    text = place.filled(block.text)
    if block.language == "python" and "wxcadm" in text:
        as_webexapis = ("scripts/as-webexapis", place.urls.server.url)
        place.python(place.filled(BEFORE_WXCADM) + text, *as_webexapis, executable=client("wxcadm") / "python")
    elif block.language == "python":
        place.python(place.filled(BEFORE.format(url=place.urls.server.url)) + text)
    elif block.language == "ini":
        (command,) = re.findall(r"^ExecStart=(.+)$", text, re.MULTILINE)
        place.shell(command)
    else:
        assert block.language == "sh", "a block says what it is; what is no code is text"
        found = re.search(r" (wxcli|wxc-cli) ", text)
        place.shell(text, *([client(found[1])] if found else []))


def client(name: str) -> Path:
    """Where its programs are."""
    try:
        return environment(name) / "bin"
    except CannotInstall as error:
        pytest.skip(f"{name} can't be installed: {error}")


def test_the_blocks_that_are_tests_pass(tmp_path: Path) -> None:
    for block in TESTS:
        (tmp_path / f"test_{re.sub(r'[^a-z]', '_', block.page.lower())}_{block.number}.py").write_text(block.text)
    done = run_pytest(tmp_path)
    assert done.returncode == 0, done.stdout
    assert f"{sum(block.text.count('def test_') for block in TESTS)} passed" in done.stdout


def test_what_is_said_to_run_elsewhere_is_there() -> None:
    for first, place in ELSEWHERE.items():
        assert any(block.text.startswith(first) for block in BLOCKS), first
        for path in re.findall(r"(?:scripts|tests)/[\w/.]+", place):
            assert (TOP / path).exists(), path
