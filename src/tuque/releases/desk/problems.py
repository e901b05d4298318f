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
class RequestEnded(Problem):
    code, status = "releases.request_ended", 409

    def message(self) -> str:
        return _("This request is answered or refused already. Ask a new question instead.")


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
