"""Two settings side by side, as a picture."""

from collections.abc import Mapping
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
    made: dict[str, Any] = (bands + points).properties(width=320, height=alt.Step(13)).to_dict()
    made["config"] = {"font": "DejaVu Sans", "view": {"stroke": None}, "background": "#ffffff"}
    return made
