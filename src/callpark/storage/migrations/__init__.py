"""The schema, one numbered file a step: plain SQL, run by Alembic in a process of its own."""

from pathlib import Path

HERE = Path(__file__).parent
HEAD = max(path.stem.partition("_")[0] for path in (HERE / "versions").glob("[0-9]*_*.py"))
"""The newest revision that this program knows: a file's number is its revision."""
