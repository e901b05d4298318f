"""The codes of this room: why something is opened in an emergency, what a review says, and where an opening stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    DANGER = "danger", _("Someone’s life or health is in danger now")
    MISSING = "missing", _("Someone is missing")
    UNREACHABLE = "unreachable", _("Whoever follows this person cannot be reached in time")
    OTHER = "other", _("Another emergency, told below")


class Judgement(models.TextChoices):
    JUSTIFIED = "justified", _("Justified")
    NOT_JUSTIFIED = "not_justified", _("Not justified")
    FOLLOW_UP = "follow_up", _("Needs a follow-up")


class State(models.TextChoices):
    """Of the review of an opening; the opening itself ends by the clock or by hand."""

    WAITING = "waiting", _("Waits for a review")
    FOLLOW_UP = "follow_up", _("Followed up")
    CLOSED = "closed", _("Closed")


AFTER = {
    Judgement.JUSTIFIED: State.CLOSED,
    Judgement.NOT_JUSTIFIED: State.CLOSED,
    Judgement.FOLLOW_UP: State.FOLLOW_UP,
}
MOVES = {
    State.WAITING: frozenset({State.FOLLOW_UP, State.CLOSED}),
    State.FOLLOW_UP: frozenset({State.FOLLOW_UP, State.CLOSED}),
    State.CLOSED: frozenset[State](),
}
