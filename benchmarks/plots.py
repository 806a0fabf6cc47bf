"""How the cost of a page grows, as two pictures for docs/.

Grey text on nothing: they are seen on light and on dark pages.
"""

from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cases import REFERENCE, STARTS, at, in_postgres
from filled import SIZES
from load import Sample
from targets import medians_of

IMAGES = Path(__file__).parents[1] / "docs" / "images"
GREY, WHOLE, POSTGRES = "#808080", "#2f7ed8", "#e08214"
STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "callpark",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],  # laid out with this one, which comes with matplotlib
    "font.size": 11,
    "text.color": GREY,
    "axes.edgecolor": GREY,
    "axes.labelcolor": GREY,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "grid.color": GREY,
    "grid.alpha": 0.25,
    "savefig.transparent": True,
}


def draw(rounds: list[dict[str, Sample]]) -> list[Path]:
    medians = medians_of(rounds)
    with mpl.rc_context(STYLE):
        return [_by_lines(medians), _by_start(medians)]


def _by_lines(medians: dict[str, Sample]) -> Path:
    figure, axes = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
    whole = [1000 / medians[at(REFERENCE, lines)]["per_second"] for lines in SIZES]
    postgres = [medians[in_postgres(at("page of 50", lines))]["ms"] for lines in SIZES]
    _line(axes, SIZES, whole, WHOLE, "one worker, requests at full load")
    _line(axes, SIZES, postgres, POSTGRES, "PostgreSQL, one client")
    axes.set_xscale("log")
    axes.set_xticks(SIZES, [f"{lines:,}" for lines in SIZES])
    axes.minorticks_off()
    return _finished(figure, axes, "lines in the location", "cost-by-lines.svg")


def _by_start(medians: dict[str, Sample]) -> Path:
    figure, axes = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
    _line(
        axes,
        STARTS,
        [medians[in_postgres(f"start {start:,}")]["ms"] for start in STARTS],
        POSTGRES,
        "PostgreSQL, one client",
    )
    axes.set_xticks(STARTS[2:] + STARTS[:1], [f"{start:,}" for start in STARTS[2:] + STARTS[:1]])
    return _finished(figure, axes, "start, in a location of 100,000 lines", "cost-by-start.svg")


def _line(axes: Axes, across: tuple[int, ...], up: list[float], colour: str, label: str) -> None:
    axes.plot(across, up, color=colour, marker="o", linewidth=2)
    axes.annotate(label, (across[-1], max(up[-2:])), (0, 10), textcoords="offset points", color=colour, ha="right")


def _finished(figure: Figure, axes: Axes, across: str, name: str) -> Path:
    axes.set_ylim(0, 1.15 * axes.get_ylim()[1])
    axes.set_xlabel(across)
    axes.set_ylabel("ms per page of 50")
    axes.grid(axis="y")
    IMAGES.mkdir(parents=True, exist_ok=True)
    path = IMAGES / name
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
    return path
