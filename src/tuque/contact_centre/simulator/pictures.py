"""Two settings side by side, many rules by language, and the people of a day, as pictures."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from tuque.contact_centre.simulator.results import Results

COLOURS = ["#0b6b4a", "#1d4f91", "#c98a1b", "#75857c"]


def side_by_side(results: Mapping[str, Results], *, words: Mapping[str, str]) -> dict[str, Any]:
    """Share answered within 20 s for each kind of contact and each policy, with its band, as Vega-Lite.

    `words` has the titles (`within`, `policy`) and a label for each `kind:name`; a code without a label shows as itself.
    A kind with one group alone says what everyone already says, and is left out.
    """
    rows = [
        {
            "group": words.get(f"{group.kind}:{group.name}", group.name or group.kind),
            "place": place,
            "policy": name,
            "share": group.within_20.mean,
            "low": group.within_20.low,
            "high": min(100.0, group.within_20.high),
        }
        for name, result in results.items()
        for place, group in enumerate(result.groups)
        if group.kind == "all" or sum(other.kind == group.kind for other in result.groups) > 1
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("group:N", sort=alt.EncodingSortField("place", op="min"), title=None, axis=alt.Axis(labelLimit=160)),
        yOffset=alt.YOffset("policy:N", sort=list(results)),
        color=alt.Color(
            "policy:N",
            title=words["policy"],
            sort=list(results),
            scale=alt.Scale(domain=list(results), range=COLOURS[: len(results)]),
            legend=alt.Legend(orient="top", labelLimit=240),
        ),
    )
    points = base.mark_point(filled=True, size=60).encode(
        x=alt.X("share:Q", title=words["within"], scale=alt.Scale(zero=False))
    )
    bands = base.mark_rule(strokeWidth=2).encode(x="low:Q", x2="high:Q")
    return _finished((bands + points).properties(width=320, height=alt.Step(13)))


def by_language(results: Mapping[str, Results], *, target: float, words: Mapping[str, str]) -> dict[str, Any]:
    """Share answered within 20 s in each language under each policy, with its band and a line at `target` (%), as Vega-Lite.

    `words` has the title `within` and a label for each `language:code`.
    """
    rows = [
        {
            "policy": name,
            "language": words[f"language:{group.name}"],
            "share": group.within_20.mean,
            "low": group.within_20.low,
            "high": min(100.0, group.within_20.high),
        }
        for name, result in results.items()
        for group in result.groups
        if group.kind == "language"
    ]
    languages = list(dict.fromkeys(str(row["language"]) for row in rows))
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("policy:N", sort=list(results), title=None, axis=alt.Axis(labelLimit=200, grid=True)),
        color=alt.Color(
            "language:N",
            title=None,
            sort=languages,
            scale=alt.Scale(domain=languages, range=COLOURS[: len(languages)]),
            legend=alt.Legend(orient="top"),
        ),
    )
    points = base.mark_point(filled=True, size=70).encode(
        x=alt.X("share:Q", title=words["within"], scale=alt.Scale(domain=[0, 100])),
        shape=alt.Shape("language:N", sort=languages, legend=None),
    )
    bands = base.mark_rule(strokeWidth=2).encode(x="low:Q", x2="high:Q")
    wanted = alt.Chart(alt.InlineData(values=[{"target": target}])).mark_rule(strokeDash=[5, 3]).encode(x="target:Q")
    return _finished((wanted + bands + points).properties(width=420, height=alt.Step(20)))


def _finished(chart: Any) -> dict[str, Any]:
    made: dict[str, Any] = chart.to_dict()
    made["config"] = {"font": "DejaVu Sans", "view": {"stroke": None}, "background": "#ffffff"}
    return made


def people_by_quarter(
    *,
    need: Sequence[int],
    low: Sequence[int],
    high: Sequence[int],
    planned: Sequence[int],
    words: Mapping[str, str],
) -> dict[str, Any]:
    """People needed in each quarter hour, the band of the forecast around them, and those who are planned. Words: `hour`, `people`,
    `need`, `planned`."""
    rows = [
        {"hour": quarter / 4, "next": (quarter + 1) / 4, "need": one, "low": low[quarter], "high": high[quarter]}
        for quarter, one in enumerate(need)
    ]
    lines = [
        {"hour": place / 4, "people": counts[min(place, len(counts) - 1)], "line": words[name]}
        for name, counts in (("need", need), ("planned", planned))
        for place in range(len(counts) + 1)
    ]
    hours = alt.X(
        "hour:Q",
        title=words["hour"],
        scale=alt.Scale(domain=[0, 24], nice=False),
        axis=alt.Axis(values=list(range(0, 25, 3)), grid=False),
    )
    band = alt.Chart(alt.InlineData(values=rows)).mark_rect(opacity=0.25, color=COLOURS[0])
    steps = alt.Chart(alt.InlineData(values=lines)).mark_line(interpolate="step-after", strokeWidth=2)
    return _finished(
        (
            band.encode(x=hours, x2="next:Q", y=alt.Y("low:Q", title=words["people"]), y2="high:Q")
            + steps.encode(
                x=hours,
                y="people:Q",
                color=alt.Color(
                    "line:N",
                    title=None,
                    sort=[words["need"], words["planned"]],
                    scale=alt.Scale(domain=[words["need"], words["planned"]], range=[COLOURS[0], COLOURS[2]]),
                    legend=alt.Legend(orient="top", labelLimit=260),
                ),
                strokeDash=alt.StrokeDash(
                    "line:N",
                    sort=[words["need"], words["planned"]],
                    scale=alt.Scale(domain=[words["need"], words["planned"]], range=[[1, 0], [5, 3]]),
                    legend=None,
                ),
            )
        ).properties(width=560, height=200)
    )
