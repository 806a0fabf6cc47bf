"""The provisioning script, run as its first lines say, with fewer lines."""

import re
import subprocess
import sys
from pathlib import Path

from cast import CALLING, Organization

SCRIPT = Path(__file__).parents[2] / "examples" / "provision_500_lines.py"


def test_it_builds_an_organization(organization: Organization) -> None:
    options = ["--url", organization.admin.base, "--token", organization.admin.token or "", "--lines", "120"]
    done = subprocess.run([sys.executable, str(SCRIPT), *options], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"120 lines in 6 call parks in \d+\.\d s; 0 lines left out\n", done.stdout)
    first, second = organization.reader.get(f"{CALLING}/locations").json()["locations"]
    assert (first["name"], first["routingPrefix"], second["name"]) == ("Office 1", "801", "Office 2")
    path = f"{CALLING}/locations/{second['id']}/callParks"
    (park,) = organization.reader.get(path).json()["callParks"]
    details = organization.reader.get(f"{path}/{park['id']}").json()
    assert details["recall"]["huntGroupName"] == "Team 1"
    assert [one["extension"] for one in details["callParkExtensions"]] == ["9002", "9003"]
    kinds = [agent["type"] for agent in details["agents"]]
    assert [kinds.count(kind) for kind in ("PEOPLE", "PLACE", "VIRTUAL_LINE")] == [16, 2, 2]
    last = details["agents"][15]
    assert last["numbers"][0]["esn"] == "8022015"
    assert last["numbers"][0]["external"] == "+19075550115"
    (group,) = organization.reader.get(f"{CALLING}/huntGroups", params={"locationId": second["id"]}).json()[
        "huntGroups"
    ]
    group = organization.reader.get(f"{CALLING}/locations/{second['id']}/huntGroups/{group['id']}").json()
    assert len(group["agents"]) == 20
