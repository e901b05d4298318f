"""What a benchmark gives back, and how it is printed."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from tuque.config.spoken import gettext as _


@dataclass(frozen=True)
class Figure:
    """One measured value. `goal` is met at or above it, or at or below it when `at_most`."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    at_most: bool = True

    @property
    def met(self) -> bool:
        if self.goal is None:
            return True
        return self.value <= self.goal if self.at_most else self.value >= self.goal


@dataclass(frozen=True)
class Yardstick:
    name: str
    value: float
    unit: str


@dataclass(frozen=True)
class Result:
    bench: str
    figures: Sequence[Figure]
    yardsticks: Sequence[Yardstick]
    notes: Sequence[str] = field(default=())

    @property
    def met(self) -> bool:
        return all(figure.met for figure in self.figures)


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    memory = next(
        (int(line.split()[1]) // 1024 for line in Path("/proc/meminfo").read_text().splitlines() if "MemTotal" in line),
        0,
    )
    return {
        "cores": os.cpu_count() or 0,
        "memory_mb": memory,
        "system": platform.system(),
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 2),
    }


def as_json(result: Result) -> str:
    return json.dumps(
        {
            "bench": result.bench,
            "figures": [
                {
                    "name": figure.name,
                    "value": round(figure.value, 3),
                    "unit": figure.unit,
                    "goal": figure.goal,
                    "met": figure.met,
                }
                for figure in result.figures
            ],
            "yardsticks": [
                {"name": yardstick.name, "value": round(yardstick.value, 3), "unit": yardstick.unit}
                for yardstick in result.yardsticks
            ],
            "notes": list(result.notes),
            "machine": machine(),
        },
        ensure_ascii=False,
    )


def show(result: Result, console: Console) -> None:
    table = Table(title=f"tuque bench {result.bench}", title_justify="left")
    for heading in (_("figure"), _("value"), _("unit"), _("goal"), ""):
        table.add_column(heading, justify="right" if heading == _("value") else "left")
    for figure in result.figures:
        sign = "≤" if figure.at_most else "≥"
        goal = "" if figure.goal is None else f"{sign} {figure.goal:g}"
        verdict = "" if figure.goal is None else _("met") if figure.met else _("MISSED")
        table.add_row(
            figure.name,
            f"{figure.value:,.3g}" if figure.value < 100 else f"{figure.value:,.0f}",
            figure.unit,
            goal,
            verdict,
        )
    table.add_section()
    for yardstick in result.yardsticks:
        value = f"{yardstick.value:,.3g}" if yardstick.value < 100 else f"{yardstick.value:,.0f}"
        table.add_row(yardstick.name, value, yardstick.unit, "", _("yardstick"))
    console.print(table)
    for note in result.notes:
        console.print(note, style="dim")


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of `values` do not exceed, interpolated."""
    return float(np.quantile(values, share))
