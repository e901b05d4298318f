"""The line about patrols under the buttons of the home screen."""

from collections.abc import Mapping
from typing import Any

from django import template

from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.interactions import entries
from tuque.interactions.patrols import selectors

register = template.Library()


@register.inclusion_tag("interactions/_patrol.html", takes_context=True)
def patrol_line(context: Mapping[str, Any]) -> dict[str, object]:
    """The patrols of the viewer's teams that run, and the button that begins one for a team that has none."""
    viewer = context["request"].worker
    running = selectors.running(viewer) if viewer.teams else []
    out = {outing.team_id for outing in running}
    free = [team for team in selectors.teams_of(viewer) if team.pk not in out] if viewer.teams else []
    usual = entries.usual_team(viewer)
    return {
        "running": running,
        "teams": free,
        "usual": usual if usual in free else next(iter(free), None),
        "key": new_id(),
        "zone": viewer.organization.zone,
        "now": now(),
        **{name: context[name] for name in ("csrf_token", "worker", "drawn_for") if name in context},
    }
