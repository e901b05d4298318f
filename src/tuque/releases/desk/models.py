"""The data desk's rows: who answers, what was asked, what was said, what anyone may read again; and counts about nobody."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tuque.core.crypto.fields import SealedText
from tuque.core.ids import PublicIdField


class What(models.TextChoices):
    """What someone did at the desk by themselves."""

    FOUND = "found", _("Searches that found something")
    NOTHING = "nothing", _("Searches that found nothing")
    FILE = "file", _("Files taken")
    READ = "read", _("Answers of the library read")


class State(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("data request", "Received")
    WORKING = "working", pgettext_lazy("data request", "Being worked on")
    ASKED_BACK = "asked_back", pgettext_lazy("data request", "A question to you")
    ANSWERED = "answered", pgettext_lazy("data request", "Answered")
    REFUSED = "refused", pgettext_lazy("data request", "Refused")


OPEN_STATES = (State.RECEIVED, State.WORKING, State.ASKED_BACK)


class Step(models.TextChoices):
    """What happened to a request. `NOTE` is for the staff alone."""

    RECEIVED = "received", pgettext_lazy("data request", "Received")
    ASSIGNED = "assigned", pgettext_lazy("data request", "Taken up")
    NOTE = "note", pgettext_lazy("data request", "Note for the staff")
    ASKED_BACK = "asked_back", pgettext_lazy("data request", "Asked back")
    DUE_MOVED = "due_moved", pgettext_lazy("data request", "Another due day")
    REPLIED = "replied", pgettext_lazy("data request", "Replied")
    ANSWERED = "answered", pgettext_lazy("data request", "Answered")
    REFUSED = "refused", pgettext_lazy("data request", "Refused")


class DeskCount(models.Model):
    """How often something was done at the desk in a month: about nobody, and without what was asked."""

    month = models.DateField(help_text="The first day of the month.")
    what = models.CharField(max_length=10, choices=What.choices)
    language = models.CharField(max_length=2)
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "what", "language"], name="releases_desk_count_once")
        ]


class DataDesk(models.Model):
    """An organization that answers questions from anyone. While it is open, its name stands on the public form."""

    organization = models.OneToOneField("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    is_open = models.BooleanField(default=False)
    due_days = models.PositiveSmallIntegerField(default=30, help_text="Days to answer in, counted from the asking.")
    changed_at = models.DateTimeField()


class DataRequest(models.Model):
    """Something that someone would like to know, until it is answered or refused. How to reach them goes at `erase_at`."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(help_text="Within the year, from 1.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, help_text="What they are written to in.")
    question = SealedText()
    purpose = SealedText()
    name = SealedText()
    email = SealedText()
    asked_at = models.DateTimeField()
    wanted_on = models.DateField(null=True, blank=True, help_text="By when they need it, as they said.")
    due_on = models.DateField()
    assigned_to = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    answer = SealedText(help_text="What was answered, or why it was refused.")
    query = models.JSONField(default=dict, help_text="A question to the directory that answers anew each time.")
    ended_at = models.DateTimeField(null=True)
    erase_at = models.DateTimeField(null=True, help_text="When what reaches them goes, and their links close.")
    words_erased_at = models.DateTimeField(null=True, help_text="What was asked and answered is gone too.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "year", "number"], name="releases_request_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in OPEN_STATES]) | Q(ended_at__isnull=False),
                name="releases_request_ended_when",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "ended_at", "due_on"], name="request_by_due_day")]

    @property
    def reference(self) -> str:
        return f"{self.year}-{self.number:04d}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class RequestStep(models.Model):
    """One thing that happened to a request, with its words. Never changed."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    request = models.ForeignKey(DataRequest, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=10, choices=Step.choices)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    words = SealedText()
    due_on = models.DateField(
        null=True, help_text="The day that it is due on from this step on, where the step moved it."
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["request", "at"], name="request_step_in_order")]


class AnswerFile(models.Model):
    """A file that goes with an answer: sealed, outside every public folder, with what it says of itself."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    request = models.ForeignKey(DataRequest, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    file = models.FileField(upload_to="desk/%Y/%m/")
    size = models.PositiveIntegerField(help_text="Bytes, unsealed.")
    licence = models.CharField(max_length=200)
    dated_on = models.DateField(help_text="The day that its figures are of.")
    method = SealedText(help_text="How it was made, and what it does not say.")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")


class RequestLink(models.Model):
    """A private link by which whoever asked follows their request: only the hash of its secret is kept."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    request = models.ForeignKey(DataRequest, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the link's secret.")
    made_at = models.DateTimeField()


class LibraryAnswer(models.Model):
    """A question and its answer that anyone may read, in both languages and without a name. `query` answers anew each time."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    request = models.ForeignKey(DataRequest, on_delete=models.SET_NULL, null=True, related_name="library_answers")
    question_en = models.CharField(max_length=300, blank=True)
    question_fr = models.CharField(max_length=300, blank=True)
    answer_en = models.TextField(blank=True)
    answer_fr = models.TextField(blank=True)
    query = models.JSONField(default=dict)
    is_public = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_public=False)
                | ~(Q(question_en="") | Q(question_fr="") | Q(answer_en="") | Q(answer_fr="")),
                name="releases_public_answer_in_both",
            )
        ]
        ordering: ClassVar = ["-changed_at", "-pk"]

    @property
    def question(self) -> str:
        """In the reader's language where it is written in it."""
        return (self.question_fr or self.question_en) if _in_french() else (self.question_en or self.question_fr)

    @property
    def answer(self) -> str:
        return (self.answer_fr or self.answer_en) if _in_french() else (self.answer_en or self.answer_fr)


def _in_french() -> bool:
    return (get_language() or "").startswith("fr")
