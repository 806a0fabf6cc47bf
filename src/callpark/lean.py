"""Imported before all else by the command: keeps out of the process what nobody asked for.

structlog loads rich wherever that is installed, to colour the tracebacks of a console that we don't have: 4 MB and a
tenth of a second of every start. Told that there is none, it does without; our tables load it when one is printed.
"""

import sys

if "rich" not in sys.modules:
    sys.modules["rich"] = None  # type: ignore[assignment] # how the import system spells "not installed"
    import structlog  # noqa: F401

    del sys.modules["rich"]
