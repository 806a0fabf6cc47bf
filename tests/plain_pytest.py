"""pytest as an integrator has it: the test kit and xdist, and none of our own suite's other plugins and settings."""

import subprocess
import sys
from pathlib import Path

OTHERS = ("asyncio", "anyio", "schemathesis", "hypothesispytest", "cacheprovider")


def run_pytest(directory: Path, *options: str) -> subprocess.CompletedProcess[str]:
    without = [word for plugin in OTHERS for word in ("-p", f"no:{plugin}")]
    command = [sys.executable, "-m", "pytest", *without, "-c", "/dev/null", "--rootdir", str(directory), *options]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, timeout=110, check=False)
