"""The charts of the boards, as Vega-Lite made by Altair. Their rows come later, under the name `rows`."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import altair as alt
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from tuque.insight.charts import theme
from tuque.insight.selectors import label_of
from tuque.interactions.codes import Origin

# A chart of few lines gives each more room, so that charts side by side end together.
FULL_HEIGHT, WIDEST_STEP = 264, 38
ROWS = alt.NamedData(name="rows")
WHOLE = alt.Axis(format=",d", tickMinStep=1, labelFlush=False, labelOverlap=True, labelSeparation=8)


def chart(name: str, rows: list[dict[str, object]]) -> dict[str, Any]:
    """The chart of this name with its rows, in the reader's language. What varies with the rows is only their number."""
    spec = _spec(name, get_language() or "en")
    return {**spec, "height": _height(spec, rows), "datasets": {"rows": rows}}


def _height(spec: dict[str, Any], rows: list[dict[str, object]]) -> int:
    """Pixels, said outright: where each line has its step, Vega-Lite would drop the fit to its frame, and warn of it."""
    height = spec["height"]
    if not isinstance(height, dict):
        return int(height)
    field = spec["encoding"]["y"]["field"]
    lines = max(1, len({row[field] for row in rows}))
    return max(int(height["step"]), min(WIDEST_STEP, FULL_HEIGHT // lines)) * lines


@lru_cache(maxsize=64)
def _spec(name: str, _language: str) -> dict[str, Any]:
    made: dict[str, Any] = CHARTS[name]().to_dict()
    made["config"] = theme.CONFIG
    if made.get("width") == "container":
        made["autosize"] = {"type": "fit-x", "contains": "padding"}
        made["padding"] = {
            "left": 5,
            "top": 5,
            "right": 18,
            "bottom": 5,
        }  # half of "3 500", centred under the last tick
    return made


def _origin_colour() -> Any:
    labels = [label_of(Origin, code) for code in theme.ORIGIN_COLOURS]
    return alt.Color(
        "origin_label:N",
        title=None,
        sort=labels,
        scale=alt.Scale(domain=labels, range=list(theme.ORIGIN_COLOURS.values())),
        legend=None,  # the page names the colours above the chart, where a narrow screen has room for them
    )


def _stacked_bars(label: str) -> Any:
    return (
        alt.Chart(ROWS)
        .mark_bar(cursor="pointer")
        .encode(
            y=alt.Y(
                "label:N", sort=alt.EncodingSortField("place", op="min"), title=None, axis=alt.Axis(labelLimit=180)
            ),
            x=alt.X("records:Q", title=_("Interactions"), stack="zero", axis=WHOLE),
            color=_origin_colour(),
            order=alt.Order("origin_place:Q"),
            href="url:N",
            tooltip=[
                alt.Tooltip("label:N", title=label),
                alt.Tooltip("origin_label:N", title=_("Origin")),
                alt.Tooltip("records:Q", title=_("Interactions"), format=","),
            ],
        )
        .properties(width="container", height=alt.Step(24))
    )


def by_day() -> Any:
    return (
        alt.Chart(ROWS)
        .mark_bar(orient="vertical", cornerRadiusEnd=0, cursor="pointer", stroke="var(--card)", strokeWidth=1)
        .encode(
            # Each bar is as wide as its day, week or month. Rounded ends would leave it without any width.
            x=alt.X(
                "starts:T",
                title=None,
                scale=alt.Scale(type="utc"),
                axis=alt.Axis(
                    format=_date_format(),
                    labelOverlap=True,
                    labelSeparation=12,
                    labelFlush=False,
                    labelBound=True,
                    labelAlign="left",
                    labelPadding=8,
                    grid=False,
                ),
            ),
            x2="ends:T",
            y=alt.Y("records:Q", title=_("Interactions"), stack="zero", axis=WHOLE),
            color=_origin_colour(),
            order=alt.Order("origin_place:Q"),
            href="url:N",
            tooltip=[
                alt.Tooltip("label:N", title=pgettext("where a figure begins", "From")),
                alt.Tooltip("origin_label:N", title=_("Origin")),
                alt.Tooltip("records:Q", title=_("Interactions"), format=","),
            ],
        )
        .properties(width="container", height=260)
    )


def _date_format() -> str:
    return pgettext("day and month on a chart, in d3 format", "%b %-d")


def today() -> Any:
    base = alt.Chart(ROWS).encode(
        x=alt.X("hour:Q", title=_("Hour"), scale=alt.Scale(domain=[0, 24], nice=False), axis=alt.Axis(tickMinStep=3))
    )
    band = base.mark_area(color="var(--line-strong)", opacity=0.28).encode(
        y=alt.Y("low:Q", title=_("Interactions so far"), axis=WHOLE), y2="high:Q"
    )
    middle = base.mark_line(color="var(--ink-soft)", strokeDash=[4, 3], strokeWidth=1.5).encode(y="middle:Q")
    here = base.mark_line(
        color="var(--green)", strokeWidth=3, point=alt.OverlayMarkDef(color="var(--green)", size=30)
    ).encode(
        y="today:Q",
        tooltip=[
            alt.Tooltip("hour:Q", title=_("Hour")),
            alt.Tooltip("today:Q", title=pgettext("chart", "Today")),
            alt.Tooltip("middle:Q", title=_("Usual")),
        ],
    )
    return (band + middle + here).properties(width="container", height=190)


def by_hour() -> Any:
    return (
        alt.Chart(ROWS)
        .mark_rect(cornerRadius=2, stroke="var(--card)", strokeWidth=1, cursor="pointer")
        .encode(
            href="url:N",
            x=alt.X("hour:O", title=_("Hour"), axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y("weekday_label:N", sort=alt.EncodingSortField("weekday", op="min"), title=None),
            color=alt.Color("records:Q", title=_("Interactions"), scale=alt.Scale(range=_ramp()), legend=None),
            tooltip=[
                alt.Tooltip("weekday_label:N", title=_("Day")),
                alt.Tooltip("hour:O", title=_("Hour")),
                alt.Tooltip("records:Q", title=_("Interactions"), format=","),
            ],
        )
        .properties(width="container", height=alt.Step(26))
    )


def _ramp() -> list[str]:
    return ["var(--chart-low)", "var(--chart-high)"]


def type_hours() -> Any:
    """Small multiples: when each of the most frequent types happens. Each has its own height, said in its title."""
    return (
        alt.Chart(ROWS)
        .mark_area(color="var(--green)", opacity=0.75, interpolate="step-after")
        .encode(
            x=alt.X(
                "hour:Q",
                title=None,
                scale=alt.Scale(domain=[0, 24], nice=False),
                axis=alt.Axis(values=[0, 6, 12, 18, 24], grid=False),
            ),
            y=alt.Y("records:Q", title=None, axis=alt.Axis(tickCount=2, format=",d", tickMinStep=1)),
            facet=alt.Facet("label:N", columns=3, sort=alt.EncodingSortField("place", op="min"), title=None),
            tooltip=[
                alt.Tooltip("label:N", title=_("Type")),
                alt.Tooltip("hour:Q", title=_("Hour")),
                alt.Tooltip("records:Q", title=_("Interactions"), format=","),
            ],
        )
        .properties(width=104, height=64)
        .resolve_scale(y="independent")
    )


def _plain_bars(label: str) -> Any:
    return (
        alt.Chart(ROWS)
        .mark_bar(color="var(--green)", cursor="pointer")
        .encode(
            y=alt.Y(
                "label:N", sort=alt.EncodingSortField("place", op="min"), title=None, axis=alt.Axis(labelLimit=180)
            ),
            x=alt.X("records:Q", title=_("Interactions"), axis=WHOLE),
            href="url:N",
            tooltip=[
                alt.Tooltip("label:N", title=label),
                alt.Tooltip("records:Q", title=_("Interactions"), format=","),
            ],
        )
        .properties(width="container", height=alt.Step(24))
    )


def things() -> Any:
    """How many things of each kind, or in each area."""
    return (
        alt.Chart(ROWS)
        .mark_bar(color="var(--green)")
        .encode(
            y=alt.Y(
                "label:N", sort=alt.EncodingSortField("place", op="min"), title=None, axis=alt.Axis(labelLimit=180)
            ),
            x=alt.X("quantity:Q", title=_("Things given"), axis=WHOLE),
            tooltip=[
                alt.Tooltip("label:N", title=" "),
                alt.Tooltip("quantity:Q", title=_("Things given"), format=","),
            ],
        )
        .properties(width="container", height=alt.Step(24))
    )


def places(cells: list[dict[str, object]], areas: list[dict[str, object]]) -> dict[str, Any]:
    """The map of a report: cells coloured by their records, on the outlines of the areas."""
    ground = (
        alt.Chart(alt.InlineData(values=areas))
        .mark_geoshape(fill=None, stroke="var(--line-strong)", strokeWidth=0.6)
        .properties(width=480, height=360)
    )
    spots = (
        alt.Chart(alt.InlineData(values=cells))
        .mark_geoshape(stroke="var(--card)", strokeWidth=0.4)
        .encode(
            color=alt.Color(
                "records:Q",
                title=_("Interactions"),
                scale=alt.Scale(type="sqrt", range=_ramp()),
                legend=alt.Legend(symbolType="square"),
            )
        )
    )
    made: dict[str, Any] = (spots + ground if areas else spots).project(type="identity", reflectY=True).to_dict()
    made["config"] = theme.CONFIG
    return made


CHARTS: dict[str, Callable[[], Any]] = {
    "today": today,
    "day": by_day,
    "type": lambda: _stacked_bars(_("Type")),
    "hour": by_hour,
    "type-hour": type_hours,
    "area": lambda: _stacked_bars(_("Area")),
    "team": lambda: _stacked_bars(_("Team")),
    "outcome": lambda: _plain_bars(_("Outcome")),
    "action": lambda: _plain_bars(_("What was done")),
    "follow-up": lambda: _plain_bars(_("Follow-up")),
    "stock": things,
}
