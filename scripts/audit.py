"""See scripts/audit."""

import ast
import re
import sys
import tomllib
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

TOP = Path(__file__).parent.parent
LICENCES = ("MIT", "BSD", "Apache", "PSF", "Python Software Foundation", "MPL", "Mozilla", "ISC", "PostgreSQL")
NOT_IMPORTED = {"httptools", "uvloop", "greenlet"}  # uvicorn and SQLAlchemy load them by name
FOUND_THERE = {"wxc-sdk"}  # the test kit points it at callpark, where it is installed
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text())["project"]


def name_of(requirement: str) -> str:
    return re.split(r"[\[<>=;! ]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def pinned() -> list[str]:
    wrong = []
    for path in sorted((TOP / "requirements").rglob("*.txt")):
        text = path.read_text().replace("\\\n", " ")
        for line in filter(None, map(str.strip, text.splitlines())):
            if not re.match(r"[A-Za-z0-9._-]+==\S+ .*--hash=sha256:", line):
                wrong.append(f"{path.relative_to(TOP)}: not pinned by version and hash: {line[:60]}")
            if "://" in line or "index-url" in line:
                wrong.append(f"{path.relative_to(TOP)}: an address: {line[:60]}")
    return wrong


def in_use() -> list[str]:
    imported = set()
    for path in (TOP / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.partition(".")[0])
    owners = packages_distributions()
    used = {one.lower().replace("_", "-") for name in imported for one in owners.get(name, [])} - {"callpark"}
    declared = {name_of(one) for one in PROJECT["dependencies"]}
    known = (
        declared | FOUND_THERE | {name_of(one) for extra in PROJECT["optional-dependencies"].values() for one in extra}
    )
    return [
        *(f"pyproject.toml: {name} is imported and not declared" for name in sorted(used - known)),
        *(f"pyproject.toml: {name} is declared and not imported" for name in sorted(declared - used - NOT_IMPORTED)),
    ]


def licensed() -> list[str]:
    wrong = []
    for line in (TOP / "requirements" / "run.txt").read_text().splitlines():
        if not (found := re.match(r"([A-Za-z0-9._-]+)==(\S+)(?: ; (.+?))? \\?$", line)) or found[3]:
            continue  # those with a condition may not be installed here
        data = distribution(found[1]).metadata
        said = [data.get("License-Expression") or data.get("License") or "", *(data.get_all("Classifier") or [])]
        if not any(licence in text for licence in LICENCES for text in said if "License" in text or text == said[0]):
            wrong.append(f"{found[1]}: whose licence is this? {said[0][:60]!r}")
    return wrong


def reasoned() -> list[str]:
    lines = (TOP / "pyproject.toml").read_text().splitlines()
    start = lines.index("dependencies = [")
    listed = lines[start + 1 : lines.index("]", start)]
    wrong, reason = [], False
    for line in listed:
        if line.strip().startswith("#"):
            reason = True
        elif not reason:
            wrong.append(f"pyproject.toml: {line.strip()} has no reason above it")
    return wrong


if wrong := [*pinned(), *in_use(), *licensed(), *reasoned()]:
    print("\n".join(wrong))
    sys.exit(1)
print("audit: every dependency pinned by hash, in use, with a reason and a licence that goes with ours")
