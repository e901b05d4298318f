"""What the router's line keeps: every fact in order, whose page lives, the versions of its policy, who is planned, how many came before."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuque.contact_centre.abuse.models import AbuseFact
from tuque.contact_centre.annual.models import MonthTally
from tuque.contact_centre.console.models import (
    Ask,
    ContactDraft,
    ContactScreen,
    HardEnd,
    Practice,
    ResponderCard,
    SafetyPlan,
    ShiftWord,
    Tool,
    ToolKind,
)
from tuque.contact_centre.followup.models import FollowUp, FollowUpAttempt, FollowUpOpening
from tuque.contact_centre.rescue.models import EmergencyService, Rescue, RescueFact, RescueSight
from tuque.contact_centre.suggestions.models import Suggestion, SuggestionModel, SuggestionRules
from tuque.contact_centre.survey.models import Distress, Survey
from tuque.core.ids import PublicIdField

__all__ = [
    "AbuseFact",
    "ArrivalCount",
    "Ask",
    "ContactDraft",
    "ContactScreen",
    "Distress",
    "EmergencyService",
    "FollowUp",
    "FollowUpAttempt",
    "FollowUpOpening",
    "HardEnd",
    "LineState",
    "MonthTally",
    "PlannedShift",
    "PolicyVersion",
    "Practice",
    "Rescue",
    "RescueFact",
    "RescueSight",
    "ResponderCard",
    "RoutingFact",
    "SafetyPlan",
    "ShiftWord",
    "SignOfLife",
    "Suggestion",
    "SuggestionModel",
    "SuggestionRules",
    "Survey",
    "Tool",
    "ToolKind",
]


class RoutingFact(models.Model):
    """One fact of an organization's line. Its number has no gap: the state is the fold of the facts in order.

    `data` holds ids and codes, never a name, a number or a word said.
    """

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="routing_facts")
    sequence = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    data = models.JSONField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organization", "sequence"], name="routing_fact_once")]
        indexes: ClassVar = [models.Index(fields=["organization", "at"], name="routing_fact_by_time")]


class LineState(models.Model):
    """When an organization's line must be looked at next, and its state as it once was, to open a long log quickly."""

    organization = models.OneToOneField("accounts.Organization", on_delete=models.PROTECT, related_name="line_state")
    wake_at = models.DateTimeField(null=True, db_index=True)
    snapshot_sequence = models.BigIntegerField(default=0)
    snapshot = models.JSONField(null=True, help_text="As routing.snapshots.to_data writes it: ids and codes only.")


class SignOfLife(models.Model):
    """When the page of someone who answers last told that it lives. Written over every few seconds: too many for the log."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="signs_of_life")
    responder = models.CharField(max_length=40, help_text="The worker’s public id, as the log bears it.")
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "responder"], name="sign_of_life_once")
        ]


class PolicyVersion(models.Model):
    """The rules of an organization's line: one draft at most, then published ones, which never change."""

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("rules of the line", "Draft")
        IN_FORCE = "in_force", _("In force")
        FORMER = "former", _("Former")

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="routing_policies")
    public_id = PublicIdField()
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    data = models.JSONField(help_text="As routing.policy.to_data writes it.")
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "number"], name="policy_number_once"),
            models.UniqueConstraint(fields=["organization"], condition=Q(status="draft"), name="policy_one_draft"),
            models.UniqueConstraint(
                fields=["organization"], condition=Q(status="in_force"), name="policy_one_in_force"
            ),
        ]


class PlannedShift(models.Model):
    """Who is to answer when and where; without a worker, a place that is still open."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="planned_shifts")
    public_id = PublicIdField()
    worker = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="planned_shifts")
    centre = models.SlugField(max_length=40, help_text="The code of the centre, as the contacts bear it.")
    languages = models.JSONField(help_text="Codes: en, fr.")
    skills = models.JSONField(default=list, help_text="Codes of what else they are trained for.")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    pause_at = models.DateTimeField(null=True)
    pause_minutes = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="planned_shift_ends_after_start"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "starts_at"], name="planned_shift_week")]


class ArrivalCount(models.Model):
    """How many contacts came in a quarter of an hour, before this line was kept here: read from a file."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="arrival_counts")
    starts_at = models.DateTimeField()
    channel = models.CharField(max_length=10)
    language = models.CharField(max_length=10)
    contacts = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "starts_at", "channel", "language"], name="arrival_count_once"
            )
        ]
