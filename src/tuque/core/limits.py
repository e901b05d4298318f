"""How often each thing may be tried, and what happens when it cannot be counted. One table; docs/reference/limits.md shows it.

Plain values: the settings read them before Django is ready. `tuque.accounts.limits` counts by them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

MINUTE, HOUR, DAY = 60, 3600, 86_400


class Per(StrEnum):
    """Whose attempts are counted together. The values are django-allauth's own words."""

    ACCOUNT = "key"  # the e-mail address that is tried, whether anyone has it or not
    ADDRESS = "ip"  # the network address: many people may share one
    WORKER = "user"
    TOKEN = "token"  # noqa: S105  a word, not a secret
    CONVERSATION = "conversation"
    LINE = "line"


class Fails(StrEnum):
    """What happens while nothing can be counted."""

    CLOSED = "closed"  # refused: counted in the database, for all processes together
    OPEN = "open"  # let through: counted in memory, or in Redis where there is one


@dataclass(frozen=True)
class Limit:
    """At most `amount` in `seconds`; `why` says what it is against, and why it fails as it does."""

    amount: int
    seconds: int
    per: Per
    fails: Fails
    why: str
    in_use: bool = True

    def __str__(self) -> str:
        """As django-allauth writes it: `10/3600s/key`."""
        return f"{self.amount}/{self.seconds}s/{self.per.value}"


# The names of the first six are django-allauth's, which counts by them itself.
LIMITS: Mapping[str, tuple[Limit, ...]] = {
    "login": (Limit(30, MINUTE, Per.ADDRESS, Fails.CLOSED, "Sign-in forms sent, right or wrong."),),
    "login_failed": (
        Limit(10, HOUR, Per.ACCOUNT, Fails.CLOSED, "Guessing one account's password or code."),
        Limit(30, HOUR, Per.ADDRESS, Fails.CLOSED, "Trying one password on many accounts."),
    ),
    "reset_password": (
        Limit(5, HOUR, Per.ACCOUNT, Fails.CLOSED, "Filling someone's mailbox with links."),
        Limit(60, HOUR, Per.ADDRESS, Fails.CLOSED, "Asking for links for many accounts."),
    ),
    "reset_password_from_key": (Limit(60, HOUR, Per.ADDRESS, Fails.CLOSED, "Guessing the link of a reset."),),
    "change_password": (
        Limit(5, MINUTE, Per.WORKER, Fails.CLOSED, "Guessing the present password at an open screen."),
    ),
    "reauthenticate": (Limit(10, MINUTE, Per.WORKER, Fails.CLOSED, "The same, where a sign-in is confirmed."),),
    "invite": (Limit(60, HOUR, Per.WORKER, Fails.CLOSED, "A director's stolen session that writes to strangers."),),
    "accept_invitation": (
        Limit(60, HOUR, Per.ADDRESS, Fails.CLOSED, "Guessing the secret of an invitation; costly hashes."),
    ),
    "answer_referral": (
        Limit(600, HOUR, Per.ADDRESS, Fails.CLOSED, "Guessing the secret by which a service answers a referral."),
    ),
    "ask_desk": (
        Limit(
            20,
            HOUR,
            Per.ADDRESS,
            Fails.CLOSED,
            "Filling the data desk with requests, each of which takes a person's time.",
        ),
    ),
    "follow_request": (
        Limit(600, HOUR, Per.ADDRESS, Fails.CLOSED, "Guessing the secret by which someone follows their data request."),
    ),
    "export": (Limit(30, HOUR, Per.WORKER, Fails.CLOSED, "Carrying the log away piece by piece."),),
    "break_glass": (
        Limit(10, DAY, Per.WORKER, Fails.CLOSED, "Opening in an emergency what a role does not reach; trying codes."),
    ),
    "import": (Limit(60, HOUR, Per.WORKER, Fails.CLOSED, "Filling the disk with files."),),
    "photo": (Limit(300, HOUR, Per.WORKER, Fails.OPEN, "The same; a photo of the field is not lost for a counter."),),
    "search": (
        Limit(
            120, MINUTE, Per.WORKER, Fails.OPEN, "Gathering names letter by letter; what is opened is recorded anyway."
        ),
    ),
    "finder": (
        Limit(
            600,
            MINUTE,
            Per.ADDRESS,
            Fails.OPEN,
            "A program that asks the public finder without end. Wide, since a shelter or a library shares one address.",
        ),
    ),
    "api": (Limit(300, MINUTE, Per.TOKEN, Fails.OPEN, "A program that runs away; its reads are recorded anyway."),),
    "hsds": (
        Limit(600, MINUTE, Per.ADDRESS, Fails.OPEN, "A program that runs away while it reads the public directory."),
    ),
    "device": (
        Limit(300, MINUTE, Per.WORKER, Fails.OPEN, "A device that runs away; what it sends is taken again later."),
    ),
    "letters": (
        Limit(
            30,
            HOUR,
            Per.ACCOUNT,
            Fails.OPEN,
            "E-mails of one address that fill the line. More are left in the mailbox, marked as seen.",
        ),
    ),
    "crisis_chat": (
        Limit(
            120,
            MINUTE,
            Per.CONVERSATION,
            Fails.OPEN,
            "Messages that flood one conversation. Beginning one is never refused: a shelter shares one address.",
        ),
    ),
    "chat_words": (
        Limit(30, HOUR, Per.ADDRESS, Fails.OPEN, "Guessing the four words of a conversation; costly hashes."),
        Limit(600, HOUR, Per.LINE, Fails.OPEN, "The same from many addresses. A new conversation is never refused."),
    ),
}


def for_allauth() -> dict[str, str]:
    """Every limit that is counted in the database, as django-allauth reads them."""
    return {
        purpose: ",".join(str(limit) for limit in limits)
        for purpose, limits in LIMITS.items()
        if all(limit.fails is Fails.CLOSED for limit in limits)
    }
