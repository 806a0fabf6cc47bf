"""An environment of its own for each client, below .clients/, made once for each content of its requirements."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CLIENTS = ROOT / ".clients"


class CannotInstall(Exception):
    """Neither uv nor pip could install the client, most likely because there is no network."""


def environment(client: str) -> Path:
    """The directory of the client's environment, which is made if it isn't there yet."""
    requirements = ROOT / "requirements" / "clients" / f"{client}.txt"
    wanted = hashlib.sha256(requirements.read_bytes() + sys.version.encode() + str(ROOT).encode()).hexdigest()[:16]
    path = CLIENTS / f"{client}@{wanted}"
    complete = path / "complete"
    if complete.exists():
        return path
    for outdated in CLIENTS.glob(f"{client}@*"):
        shutil.rmtree(outdated)
    uv = [sys.executable, "-m", "uv", "--quiet"]
    # uv takes about 10 s for all of them, pip 100 s; pip knows about package indexes that only pip was told of
    pip = [sys._base_executable, "-m", "pip", "--python", str(path / "bin" / "python"), "--quiet", "--no-input"]
    install = ["--require-hashes", "--requirement", str(requirements)]
    _run([*uv, "venv", "--clear", "--no-project", "--python", sys.executable, str(path)])
    try:
        _run([*uv, "pip", "install", "--python", str(path), *install])
    except CannotInstall:
        _run([*pip, "install", *install])
    complete.touch()
    return path


def _run(command: list[str]) -> None:
    environ = os.environ | {"UV_PYTHON_DOWNLOADS": "never"}
    done = subprocess.run(command, capture_output=True, text=True, env=environ, timeout=600, check=False)
    if done.returncode:
        raise CannotInstall(done.stderr.strip()[-1000:])
