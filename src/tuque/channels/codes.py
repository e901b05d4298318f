"""The codes of this room, as stored."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Channel(models.TextChoices):
    """How a person reaches a line: the router's own codes."""

    CHAT = "chat", pgettext_lazy("channel", "Chat on the web")
    TEXT = "text", pgettext_lazy("channel", "Text messages")
    VOICE = "voice", pgettext_lazy("channel", "Voice")
    EMAIL = "email", pgettext_lazy("channel", "E-mail")


class Opening(models.TextChoices):
    """When a line answers."""

    ALWAYS = "always", _("Day and night, every day")
    BY_HOURS = "by_hours", _("By the hours below")
    UNKNOWN = "unknown", _("We do not know")


class Way(models.TextChoices):
    """Another way to reach a line, outside this site."""

    PHONE = "phone", pgettext_lazy("way to reach a line", "Phone number")
    TEXT = "text", pgettext_lazy("way to reach a line", "Number for text messages")
    WEB = "web", pgettext_lazy("way to reach a line", "Web page")


class State(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("conversation", "Waiting")
    OPEN = "open", pgettext_lazy("conversation", "In progress")
    ENDED = "ended", pgettext_lazy("conversation", "Ended")
    ERASED = "erased", pgettext_lazy("conversation", "Erased")


class Author(models.TextChoices):
    """Who a message is from; the line itself speaks in notices."""

    PERSON = "person", pgettext_lazy("author of a message", "The person")
    RESPONDER = "responder", pgettext_lazy("author of a message", "Responder")
    SUPERVISOR = "supervisor", pgettext_lazy("author of a message", "Supervisor")
    LINE = "line", pgettext_lazy("author of a message", "The line")


class Said(models.TextChoices):
    """What a message is. A whisper is never shown to the person."""

    SAID = "said", pgettext_lazy("message", "Message")
    WHISPER = "whisper", pgettext_lazy("message", "Between colleagues")
    NOTICE = "notice", pgettext_lazy("message", "Notice")


class Part(models.TextChoices):
    """What a worker does in a conversation."""

    RESPONDER = "responder", _("Answers")
    SUPERVISOR = "supervisor", _("Supervises")


HOLIDAY = 7  # the "weekday" of hours kept on holidays
EVENTS = ("read", "joined", "left_by_worker", "stepped_out", "left", "ended", "reopened", "resumed", "erased")
