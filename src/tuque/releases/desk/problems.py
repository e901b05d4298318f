"""What may go wrong at the data desk."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuque.core.problems import Problem


@dataclass
class NoDesk(Problem):
    code, status = "releases.no_desk", 404

    def message(self) -> str:
        return _("Nobody answers questions here at present. Call 211: they know the services.")


@dataclass
class AskedDifferently(Problem):
    """A form that was sent already came again with other words."""

    code, status = "releases.asked_differently", 409

    def message(self) -> str:
        return _(
            "This form was sent before, with other words: that first question is received. Send this one again if you want to ask it too."
        )


@dataclass
class RequestEnded(Problem):
    code, status = "releases.request_ended", 409

    def message(self) -> str:
        return _("This request is answered or refused already. Ask a new question instead.")


@dataclass
class DueDayImpossible(Problem):
    """`longest`: the longest term in days."""

    code, status = "releases.due_day_impossible", 422
    longest: int = 365

    def message(self) -> str:
        return _("Choose another day than it has now, from today on and within %(days)s days.") % {"days": self.longest}


@dataclass
class NotAsked(Problem):
    code, status = "releases.not_asked", 409

    def message(self) -> str:
        return _("Nothing is asked of you at present: what you wrote was not sent.")


@dataclass
class RequestLinkClosed(Problem):
    code, status = "releases.request_link_closed", 410

    def message(self) -> str:
        return _("This link is no longer good: it closes ninety days after the answer. You may ask anew.")


@dataclass
class OneLanguageOnly(Problem):
    code, status = "releases.one_language_only", 422

    def message(self) -> str:
        return _("Write the question and the answer in both languages before anyone may read them.")


@dataclass
class FileNotTaken(Problem):
    """`reason`: kind, empty, large or content."""

    code, status = "releases.file_not_taken", 422
    reason: str = "kind"

    def message(self) -> str:
        return {
            "kind": _(
                "Only files that end in csv, txt, json, geojson, pdf or xlsx are taken. Save it as one of these."
            ),
            "empty": _("This file is empty. Choose it again."),
            "large": _("This file is larger than 10 MB. Send a smaller part of it."),
            "content": _(
                "This file is not what its name says, or has programs in it. Save it anew in that format, without macros."
            ),
        }[self.reason]
