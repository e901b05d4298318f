"""The line now, in the reader's language."""

from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tuque.contact_centre.routing.values import Mode
from tuque.contact_centre.selectors.modes import Now, Tried
from tuque.contact_centre.words import LANGUAGES

CHANNELS = {
    "voice": gettext_lazy("Voice"),
    "chat": gettext_lazy("Chat"),
    "text": pgettext_lazy("channel", "Text"),
    "email": gettext_lazy("E-mail"),
}
PEOPLE = {
    "free": gettext_lazy("Free"),
    "talking": gettext_lazy("In conversation"),
    "resting": gettext_lazy("Writing or recovering"),
    "paused": gettext_lazy("On a break"),
}
MODES = {
    Mode.CALL_BACK: (
        gettext_lazy("Call back"),
        gettext_lazy(
            "Whoever has waited %(call_back_after)s s by voice may hang up and is called at their place. Nobody at high risk is asked to."
        ),
    ),
    Mode.SHORT_ANNOUNCEMENT: (
        gettext_lazy("Short announcement"),
        gettext_lazy("The announcement before the line lasts %(short_announcement)s s instead of %(announcement)s s."),
    ),
    Mode.PARTNER_LINES: (
        gettext_lazy("Partner lines"),
        gettext_lazy("Partners’ lines are asked too, after %(partner_after)s s of waiting and after our own people."),
    ),
}


def waiting_lines(now: Now) -> list[dict[str, object]]:
    return [
        {
            "language": LANGUAGES.get(one.language, one.language),
            "channel": CHANNELS.get(one.channel, one.channel),
            "count": one.count,
            "longest": _minutes(one.longest),
            "to_be_called": one.to_be_called,
        }
        for one in now.waiting
    ]


def people_lines(now: Now) -> list[tuple[str, int]]:
    return [(str(label), now.people.get(code, 0)) for code, label in PEOPLE.items()]


def share_lines(now: Now) -> list[dict[str, object]]:
    return [
        {"language": LANGUAGES.get(language, language), "good": good, "total": total, "share": 100 * good / total}
        for language, (good, total) in now.shares.items()
        if total
    ]


def gap_words(now: Now) -> dict[str, object] | None:
    gap = now.gap
    if gap is None:
        return None
    return {
        "ahead": LANGUAGES.get(gap.ahead, gap.ahead),
        "behind": LANGUAGES.get(gap.behind, gap.behind),
        "ahead_share": gap.ahead_share,
        "behind_share": gap.behind_share,
        "since": datetime.fromtimestamp(gap.since, tz=UTC),
        "is_noted": bool(gap.noted_by),
    }


def mode_lines(now: Now) -> list[dict[str, object]]:
    timings = {name: f"{seconds:g}" for name, seconds in now.timings.items()}
    return [
        {"code": mode.value, "label": label, "what": str(what) % timings, "is_on": mode in now.modes}
        for mode, (label, what) in MODES.items()
    ]


def tried_lines(tried: Tried) -> dict[str, object]:
    """A row for each figure: without the mode, then with it."""
    figures = [
        (_("Answered"), "answered"),
        (_("Within 20 s"), "within_20"),
        (_("Gave up"), "abandoned"),
        (_("Called back"), "called_back"),
        (_("Not called before the end"), "uncalled"),
    ]
    return {
        "code": tried.mode.value,
        "label": MODES[tried.mode][0],
        "surge": f"{tried.surge:g}",
        "rows": [
            (title, getattr(tried.without.of("all"), name), getattr(tried.with_it.of("all"), name))
            for title, name in figures
        ],
    }


def _minutes(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"
