"""The codes of the room, with their words in the reader's language."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AgeGroup(models.TextChoices):
    """As the log of interactions has them."""

    CHILD = "child", _("Child (0-11)")
    YOUTH = "youth", _("Youth (12-17)")
    YOUNG_ADULT = "young_adult", _("Young adult (18-29)")
    ADULT = "adult", _("Adult (30-59)")
    OLDER_ADULT = "older_adult", _("Older adult (60 and over)")
    UNKNOWN = "unknown", _("Age not known")


class Came(models.TextChoices):
    """How the person came to us."""

    CALL = "call", pgettext_lazy("how they came", "By telephone")
    CHAT = "chat", pgettext_lazy("how they came", "By chat")
    TEXT = "text", pgettext_lazy("how they came", "By text message")
    EMAIL = "email", pgettext_lazy("how they came", "By e-mail")
    IN_PERSON = "in_person", pgettext_lazy("how they came", "In person")


class NeedState(models.TextChoices):
    OPEN = "open", pgettext_lazy("need", "Open")
    MET = "met", pgettext_lazy("need", "Met")
    PARTLY = "partly", pgettext_lazy("need", "Partly met")
    UNMET = "unmet", pgettext_lazy("need", "Unmet")


class Unmet(models.TextChoices):
    """Why a need was not met, or not wholly. A code never changes its meaning."""

    NO_SERVICE = "no_service", _("No such service here")
    FULL = "full", _("Full, or the wait is too long")
    NOT_ELIGIBLE = "not_eligible", _("The person is not eligible")
    TOO_FAR = "too_far", _("Too far, or no way to get there")
    COST = "cost", _("It costs too much")
    HOURS = "hours", _("Closed when it is needed")
    LANGUAGE = "language", _("Not in the person’s language")
    ACCESS = "access", _("Not accessible to the person")
    NOT_SAFE = "not_safe", _("The person does not feel safe or respected there")
    NO_ANSWER = "no_answer", _("The service did not answer")
    DECLINED = "declined", _("The person chose otherwise")
    LOST = "lost", _("The person could not be reached")


# What a service may say when it refuses: the rest is the person's to say.
REFUSALS = (Unmet.FULL, Unmet.NOT_ELIGIBLE, Unmet.NO_SERVICE, Unmet.HOURS, Unmet.LANGUAGE, Unmet.ACCESS)


class Way(models.TextChoices):
    """How the person was pointed to the service."""

    PRINT = "print", pgettext_lazy("way to refer", "On paper, or read aloud")
    TEXT = "text", pgettext_lazy("way to refer", "By text message")
    EMAIL = "email", pgettext_lazy("way to refer", "By e-mail")
    HANDOFF = "handoff", pgettext_lazy("way to refer", "Warm hand-over")
    TALK = "talk", pgettext_lazy("way to refer", "In the conversation")


# What may be chosen at the desk: only the console says things in a conversation.
DESK_WAYS = tuple(one for one in Way if one is not Way.TALK)


class State(models.TextChoices):
    """Where a referral stands."""

    SENT = "sent", pgettext_lazy("referral", "Sent")
    SEEN = "seen", pgettext_lazy("referral", "Opened by the service")
    SPOKEN = "spoken", pgettext_lazy("referral", "We spoke with the service")
    ACCEPTED = "accepted", pgettext_lazy("referral", "Accepted")
    WAITING = "waiting", pgettext_lazy("referral", "On a waiting list")
    REFUSED = "refused", pgettext_lazy("referral", "Refused")
    REACHED = "reached", pgettext_lazy("referral", "The person and the service met")
    MET = "met", pgettext_lazy("referral", "Need met")
    PARTLY = "partly", pgettext_lazy("referral", "Need partly met")
    UNMET = "unmet", pgettext_lazy("referral", "Need unmet")
    WITHDRAWN = "withdrawn", pgettext_lazy("referral", "Withdrawn")


class Handover(models.TextChoices):
    """What came of a call to the service, with the person or for them."""

    TAKEN = "taken", pgettext_lazy("hand-over", "They take the person")
    SPOKEN = "spoken", pgettext_lazy("hand-over", "We spoke with them, and they have not decided")
    NO_ANSWER = "no_answer", pgettext_lazy("hand-over", "Nobody answered")


class Actor(models.TextChoices):
    """Who moved a referral on."""

    WORKER = "worker", pgettext_lazy("who moved a referral on", "Our team")
    PROVIDER = "provider", pgettext_lazy("who moved a referral on", "The service")


class Delivery(models.TextChoices):
    """What became of the message to the person."""

    NONE = "none", pgettext_lazy("message to the person", "None to send")
    WAITING = "waiting", pgettext_lazy("message to the person", "On its way")
    SENT = "sent", pgettext_lazy("message to the person", "Sent to the person")
    FAILED = "failed", pgettext_lazy("message to the person", "Could not be sent")
