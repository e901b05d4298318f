"""Lines and when they answer; conversations and what was said in them."""

from typing import ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from tuque.channels.codes import HOLIDAY, Author, Channel, Opening, Part, Said, State, Way
from tuque.core.crypto.blind import WholeMark
from tuque.core.crypto.fields import SealedJSON, SealedText
from tuque.core.ids import PublicIdField


class Line(models.Model):
    """Something that people reach: a crisis line, a warm line. Its `code` is in its public address, and unique on the site.

    A line without a channel of ours is answered elsewhere: it is listed with its numbers and hours, nothing more.
    """

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    code = models.SlugField(max_length=40, unique=True)
    name_en = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120)
    channels = models.JSONField(default=list, help_text="Codes of the channels answered here.")
    languages = models.JSONField(default=list, help_text="Codes: en, fr.")
    places = models.JSONField(default=list, help_text="Codes of provinces, as CA-MB; none: everywhere.")
    time_zone = models.CharField(max_length=60, default=settings.TIME_ZONE)
    opening = models.CharField(max_length=10, choices=Opening.choices, default=Opening.ALWAYS)
    holidays_of = models.CharField(
        max_length=6, blank=True, help_text="As CA-MB; none: holidays are days like others.", default=""
    )
    keep_days = models.PositiveSmallIntegerField(default=30, help_text="After the end, words are kept this long.")
    confidentiality_en = models.TextField(blank=True, help_text="Said beside what is said everywhere.")
    confidentiality_fr = models.TextField(blank=True)
    emergency_number = models.CharField(max_length=20, default="9-1-1")
    leaves_to = models.URLField(blank=True, help_text="Where the quick exit leads; none: an empty page.")
    salt = SealedText(help_text="What phrases are hashed with: without the keys, nobody can try words.")
    is_in_use = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_fr if (get_language() or "").startswith("fr") else self.name_en

    @property
    def confidentiality(self) -> str:
        """In the reader's language."""
        return self.confidentiality_fr if (get_language() or "").startswith("fr") else self.confidentiality_en

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class LineHours(models.Model):
    """The line answers from `opens` to `closes` on a day of the week, 0 for Monday, 7 for holidays. Past midnight when it
    closes before it opens; the whole day when the two are alike."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "weekday", "opens"], name="line_hours_once"),
            models.CheckConstraint(condition=Q(weekday__lte=HOLIDAY), name="line_hours_weekday"),
        ]


class LineClosure(models.Model):
    """The line does not answer between two instants, whatever its hours say."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="closures")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason_en = models.CharField(max_length=200, blank=True)
    reason_fr = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="line_closure_ends_later")
        ]

    @property
    def reason(self) -> str:
        """In the reader's language."""
        return self.reason_fr if (get_language() or "").startswith("fr") else self.reason_en


class LineWay(models.Model):
    """Another way to reach the line: a number, a page."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="ways")
    way = models.CharField(max_length=10, choices=Way.choices)
    value = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["line", "way", "value"], name="line_way_once")]


class Conversation(models.Model):
    """What a person and the line say to each other, on one channel. Its stream is `conversation:<public_id>`.

    `token_hash` opens it to the page that began it; `phrase_hash` finds it again by four words said aloud. Neither can be
    turned back. Once erased, the row keeps its times and codes alone.
    """

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="conversations")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    started_at = models.DateTimeField()
    waiting_since = models.DateTimeField(help_text="The start, or when it came back after its end.")
    answered_at = models.DateTimeField(null=True, help_text="When the first responder joined.")
    person_wrote_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True, help_text="The person closed the page; empty again once they write.")
    ended_at = models.DateTimeField(null=True)
    erase_at = models.DateTimeField(null=True, help_text="When its words go, as the line promised.")
    erase_asked_at = models.DateTimeField(null=True, help_text="The person asked while it was held.")
    is_held = models.BooleanField(default=False, help_text="A rescue is under way: nothing is erased before it ends.")
    first_answers = SealedJSON(default=dict)
    address = SealedText(help_text="A number or an account of another network; empty for the web.")
    address_mark = WholeMark(of="address")
    token_hash = models.CharField(max_length=64, blank=True, default="")
    phrase_hash = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organization", "state", "-started_at"], name="conversation_by_state"),
            models.Index(fields=["line", "phrase_hash"], name="conversation_by_phrase", condition=~Q(phrase_hash="")),
            models.Index(fields=["erase_at"], name="conversation_to_erase", condition=~Q(state="erased")),
        ]

    @property
    def stream(self) -> str:
        return f"conversation:{self.public_id}"


class Message(models.Model):
    """One thing said. `public_id` is its sender's; its number is one of the conversation's stream, where marks and
    comings and goings have the others."""

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    public_id = PublicIdField()
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="messages", db_index=False)
    sequence = models.BigIntegerField()
    author = models.CharField(max_length=10, choices=Author.choices)
    worker = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Said.choices, default=Said.SAID)
    text = SealedText()
    at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, help_text="A provider says that it arrived.")
    read_at = models.DateTimeField(null=True, help_text="The other side had it on an open page.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "sequence"], name="message_sequence_once")
        ]


class Joining(models.Model):
    """A worker is in a conversation, from `joined_at` to `left_at`: who may read it, and write in it."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="joinings")
    worker = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part.choices, default=Part.RESPONDER)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["conversation", "worker"], condition=Q(left_at__isnull=True), name="joining_once_at_a_time"
            )
        ]


# The tables of providers and of calls stand in their own drawers.
from tuque.channels.providers.models import Account, Delivery, Envelope, Reach  # noqa: E402,F401
from tuque.channels.providers.pocket.models import PocketMessage, PocketPhone  # noqa: E402,F401
from tuque.channels.voice.models import Call, CallParty, CallSignal  # noqa: E402,F401
