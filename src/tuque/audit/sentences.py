"""What an act is called when people read it: a whole sentence for each code, in the reader's language.

A room gives the sentences of its own acts in its `apps.py`: `audit.describe({"room.done": gettext_lazy("…")})`. A
sentence may name %(who)s, %(subject)s and the values below; an act without one is shown by its code.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuque.accounts.models import DisabledReason, FactorLost
from tuque.accounts.roles import Role

Sentence = Promise | str

SENTENCES: dict[str, Sentence] = {
    "accounts.signed_in": gettext_lazy("%(who)s signed in (%(means)s)."),
    "accounts.signed_out": gettext_lazy("%(who)s signed out."),
    "accounts.sign_in_failed": gettext_lazy("Someone tried to sign in as %(subject)s and did not get in (%(means)s)."),
    "accounts.password_changed": gettext_lazy("%(who)s changed their password."),
    "accounts.password_reset": gettext_lazy("%(who)s chose a new password by the link sent to their address."),
    "accounts.factor_added": gettext_lazy("%(who)s added a way to prove who they are (%(factor)s)."),
    "accounts.factor_removed": gettext_lazy("%(who)s removed a way to prove who they are (%(factor)s)."),
    "accounts.factors_taken_away": gettext_lazy(
        "%(who)s removed the second factor of %(subject)s (%(factors)s): %(reason)s."
    ),
    "accounts.recovery_codes_renewed": gettext_lazy("%(who)s made new recovery codes."),
    "accounts.session_left_unused": gettext_lazy("A session of %(subject)s was left unused too long, and ended."),
    "accounts.session_ended": gettext_lazy("%(who)s ended a session of %(subject)s."),
    "accounts.other_sessions_ended": gettext_lazy("%(who)s ended their other sessions."),
    "accounts.sessions_ended": gettext_lazy("%(who)s ended every session of %(subject)s."),
    "accounts.invitation_made": gettext_lazy("%(who)s invited %(subject)s (%(roles)s)."),
    "accounts.invitation_withdrawn": gettext_lazy("%(who)s withdrew the invitation of %(subject)s."),
    "accounts.invitation_accepted": gettext_lazy("%(who)s accepted an invitation (%(roles)s)."),
    "accounts.role_given": gettext_lazy("%(who)s gave the role “%(role)s” to %(subject)s."),
    "accounts.role_ended": gettext_lazy("%(who)s took the role “%(role)s” from %(subject)s."),
    "accounts.worker_disabled": gettext_lazy("%(who)s disabled the account of %(subject)s: %(reason)s."),
    "accounts.worker_enabled": gettext_lazy("%(who)s enabled the account of %(subject)s."),
    "accounts.team_added": gettext_lazy("%(who)s added the team “%(subject)s”."),
    "accounts.team_renamed": gettext_lazy("%(who)s renamed a team to “%(subject)s”."),
    "accounts.team_retired": gettext_lazy("%(who)s retired the team “%(subject)s”."),
    "accounts.team_restored": gettext_lazy("%(who)s brought back the team “%(subject)s”."),
    "accounts.organization_created": gettext_lazy("%(who)s created the organization."),
    "accounts.language_chosen": gettext_lazy("%(who)s chose the language in which they read."),
    "keys.begun": gettext_lazy("A new key began to seal what the organization records (version %(version)s)."),
    "keys.emptied": gettext_lazy("Everything is sealed with the new key; nothing needs the former ones any more."),
    "keys.destroyed": gettext_lazy("The former keys were destroyed: nothing was sealed with them any more."),
    "keys.root_renewed": gettext_lazy("A new root key began to wrap the organizations’ keys (%(root)s)."),
    "keys.recovery_printed": gettext_lazy(
        "A recovery set of the root key was printed: %(of)s sheets, of which %(needed)s are needed (%(root)s)."
    ),
    "audit.records_read": gettext_lazy("%(who)s read the audit records."),
    "audit.key_begun": gettext_lazy("A new key began to sign the audit’s roots."),
    "audit.drill_made": gettext_lazy("%(who)s looked up what was opened with someone’s access."),
    "audit.findings_read": gettext_lazy("%(who)s read the findings of unusual looking."),
    "audit.finding_read": gettext_lazy("%(who)s read a finding of unusual looking."),
    "audit.finding_closed": gettext_lazy("%(who)s closed a finding of unusual looking."),
    "audit.witness_added": gettext_lazy("%(who)s named a witness for the audit’s roots."),
    "audit.witness_ended": gettext_lazy("%(who)s ended a witness of the audit’s roots."),
    "audit.witness_asked": gettext_lazy("%(who)s asked another organization to keep the audit’s roots."),
    "audit.witness_accepted": gettext_lazy("%(partner)s agreed to keep the audit’s roots."),
    "audit.witness_refused": gettext_lazy("%(partner)s keeps the audit’s roots no more, or declined to."),
    "audit.keeping_asked": gettext_lazy("%(partner)s asked to have the roots of its audit kept here."),
    "audit.keeping_accepted": gettext_lazy("%(who)s agreed to keep another organization’s roots."),
    "audit.keeping_refused": gettext_lazy("%(who)s declined to keep another organization’s roots, or stopped."),
    "audit.keeping_ended": gettext_lazy("%(partner)s gives its roots here no more."),
    "audit.kept_downloaded": gettext_lazy("%(who)s downloaded the roots kept for another organization."),
    "audit.check_asked": gettext_lazy("%(who)s had a chain of the audit verified."),
    "audit.check_made": gettext_lazy("A chain of the audit was verified: %(records)s records, %(faults)s faults."),
    "audit.root_printed": gettext_lazy("%(who)s printed a root of the audit."),
    "upkeep.backup_begun": gettext_lazy(
        "A backup was begun: it reads every row of the organization, seals it and reads it back."
    ),
    "upkeep.restored": gettext_lazy("The site was put back as a backup had it: every row was written and compared."),
    "upkeep.tables_changed": gettext_lazy(
        "A new release changed the tables (%(changes)s changes): its work may read every row of the organization."
    ),
    "upkeep.command_run": gettext_lazy(
        "Whoever runs the server began a command for developers (%(command)s): it can read every row of the organization."
    ),
    "upkeep.demonstration_filled": gettext_lazy("The demonstration’s invented records were brought up to date."),
    "audit.gaps_acknowledged": gettext_lazy("%(who)s took note of what is missing from the audit (%(gaps)s)."),
}
MEANS: dict[str, Sentence] = {
    "password": gettext_lazy("password"),
    "password_reset": gettext_lazy("new password"),
    "single_sign_on": gettext_lazy("single sign-on"),
    "totp": gettext_lazy("app with codes"),
    "webauthn": gettext_lazy("passkey"),
    "recovery_codes": gettext_lazy("recovery code"),
}


def describe(sentences: Mapping[str, Sentence]) -> None:
    """Give the sentences of a room's acts."""
    SENTENCES.update(sentences)


def in_words(action: str, *, who: str, subject: str, details: Mapping[str, object]) -> str:
    """What was done, as one sentence. A code that nobody described is shown as it is."""
    values = {key: str(value) for key, value in details.items() if not isinstance(value, dict | list)}
    values |= {
        "who": who,
        "subject": subject,
        "means": ", ".join(means(part) for part in str(details.get("means", "")).split("+")),
        "factor": means(str(details.get("factor", ""))),
        "factors": ", ".join(means(str(code)) for code in listed(details.get("factors"))),
        "role": role_name(details.get("role")),
        "roles": ", ".join(role_name(code) for code in listed(details.get("roles"))),
        "reason": reason_name(str(details.get("reason", ""))),
    }
    sentence = SENTENCES.get(action)
    if sentence is None:
        return _("%(who)s: %(code)s.") % {"who": who, "code": action}
    try:
        return str(sentence) % values
    except KeyError:
        return _("%(who)s: %(code)s.") % {"who": who, "code": action}


def means(code: str) -> str:
    return str(MEANS.get(code, code))


def role_name(code: object) -> str:
    return str(Role(str(code)).label) if code in Role.values else ""


def reason_name(code: str) -> str:
    kinds = (DisabledReason, FactorLost)
    return next((str(kind(code).label) for kind in kinds if code in kind.values), code)


def listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []
