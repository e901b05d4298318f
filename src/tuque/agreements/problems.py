"""What can go wrong with an agreement, in words that say what to do."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuque.core.problems import Problem


@dataclass
class NotADraft(Problem):
    """The version was proposed or signed: its clauses and dates are fixed."""

    code = "agreements.not_a_draft"
    status = 409

    def message(self) -> str:
        return _("This version was proposed to the parties and no longer changes. Write a new version instead.")


@dataclass
class NothingToSign(Problem):
    code = "agreements.nothing_to_sign"
    status = 409

    def message(self) -> str:
        return _("There is nothing to sign: this version was not proposed, was dropped, or you have signed it already.")


@dataclass
class NoClause(Problem):
    code = "agreements.no_clause"
    status = 409

    def message(self) -> str:
        return _("An agreement without a clause shares nothing. Add at least one clause, then propose it.")


@dataclass
class AlreadyOver(Problem):
    code = "agreements.already_over"
    status = 409

    def message(self) -> str:
        return _("This version’s last day is past, so it would share nothing. Write one with a later last day.")


@dataclass
class OpenVersionExists(Problem):
    code = "agreements.open_version"
    status = 409

    def message(self) -> str:
        return _("A new version is being written or signed already. Finish it, or drop it, before you write another.")


@dataclass
class Ended(Problem):
    code = "agreements.ended"
    status = 409

    def message(self) -> str:
        return _("This agreement was ended: nothing crosses any more. To share again, write a new agreement.")


@dataclass
class PartyLeft(Problem):
    """A party no longer takes part in this site."""

    name: str
    code = "agreements.party_left"
    status = 409

    def message(self) -> str:
        return _("%(name)s no longer takes part in Tuque. Write a version without it, or end the agreement.") % {
            "name": self.name
        }
