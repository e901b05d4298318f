"""Agreements in plain words, in the reader's language: each clause one short paragraph, each decision one sentence."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tuque.accounts.api import Role
from tuque.agreements.codes import ConsentRule, DataClass, Purpose
from tuque.agreements.decision import Clause, Decision, Refusal

TYPES: dict[str, Promise | str] = {}
OWN_RULES: list[tuple[Promise | str, Promise | str]] = []  # who in one's own organization, what they see

WHY_NOT: Mapping[Refusal, Promise] = {
    Refusal.NO_AGREEMENT: gettext_lazy("No agreement lets this organization see records of that one."),
    Refusal.NOT_YET: gettext_lazy("An agreement was signed, but its first day has not come."),
    Refusal.ENDED: gettext_lazy("The agreement that allowed it has ended."),
    Refusal.OTHER_PURPOSE: gettext_lazy("The agreement does not cover this purpose."),
    Refusal.OTHER_ROLE: gettext_lazy("The agreement does not open it to this role."),
    Refusal.OTHER_TYPE: gettext_lazy("The agreement does not cover this type of record."),
    Refusal.TOO_OLD: gettext_lazy("The record is older than the agreement allows."),
    Refusal.NO_CONSENT: gettext_lazy("The person’s consent is needed, and none that covers this was in force then."),
}


def describe_types(labels: Mapping[str, Promise | str]) -> None:
    """Give the types of record that clauses may name: the room that owns the records does so in its `apps.py`."""
    TYPES.update(labels)


def describe_own_rules(rules: Iterable[tuple[Promise | str, Promise | str]]) -> None:
    """Say who sees what inside one organization: the room that owns the records does so in its `apps.py`."""
    OWN_RULES.extend(rules)


def clause_in_words(clause: Clause, names: Mapping[UUID, str], *, law: str = "") -> list[str]:
    """A few whole sentences: who sees what of whom and why, then each limit."""
    who = {"reader": names.get(clause.reader, "?"), "giver": names.get(clause.giver, "?")}
    sentences = [
        _("%(reader)s may read records of %(giver)s.") % who,
        _("What for: %(purposes)s.") % {"purposes": joined(Purpose(code).label for code in sorted(clause.purposes))},
        _("Who there: %(roles)s.") % {"roles": joined(Role(code).label for code in sorted(clause.roles))},
        _("What they see: %(classes)s.")
        % {"classes": joined(code.label for code in DataClass if code in clause.classes)},
    ]
    if clause.types:
        sentences.append(
            _("Only records of these types: %(types)s.")
            % {"types": joined(TYPES.get(code, code) for code in sorted(clause.types))}
        )
    if clause.within_days is not None:
        sentences.append(
            ngettext(
                "Only what happened in the last %(number)s day.",
                "Only what happened in the last %(number)s days.",
                clause.within_days,
            )
            % {"number": clause.within_days}
        )
    sentences.append(consent_in_words(clause.consent, law=law))
    return sentences


def consent_in_words(rule: ConsentRule, *, law: str) -> str:
    if rule == ConsentRule.LAW:
        return _("Consent is not asked, by this law: %(law)s.") % {"law": law}
    return f"{ConsentRule(rule).label}."


def decision_in_words(decision: Decision, titles: Mapping[UUID, str]) -> str:
    """Yes, by which clause; or no, and why."""
    if decision.own:
        return _("This record is their own organization’s: their role decides, not an agreement.")
    if decision.refusal:
        return str(WHY_NOT[decision.refusal])
    cited = {(grant.agreement, grant.version, grant.clause) for grant in decision.grants}
    clauses = [
        _("“%(title)s”, version %(version)s, clause %(clause)s")
        % {"title": titles.get(agreement, "?"), "version": version, "clause": number}
        for agreement, version, number in sorted(cited)
    ]
    return _("Allowed by %(clauses)s.") % {"clauses": joined(clauses)}


def joined(labels: Iterable[Promise | str]) -> str:
    """The labels as one enumeration, small letters first since they stand inside a sentence."""
    return ", ".join(_inside(str(label)) for label in labels)


def _inside(label: str) -> str:
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
