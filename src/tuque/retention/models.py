"""Rules of retention as data, what each night found due under them, and the clocks as they were last seen."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tuque.core.ids import PublicIdField
from tuque.retention.brake import Doubt, Reading


class Rule(models.Model):
    """After how many months something is let go. A changed rule is a new row; the former one is ended."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    kind = models.CharField(max_length=60, help_text="Code of `kinds.Kind`.")
    months = models.PositiveSmallIntegerField()
    set_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True, help_text="When it was last seen what is due.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "kind"], condition=Q(ended_at__isnull=True), name="retention_one_rule_for_each"
            )
        ]


class Run(models.Model):
    """Rows that a rule lets go at one time: all that are older than `before`, `found` of them and never more."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        GOING = "going", "going"
        DONE = "done", "done"
        DROPPED = "dropped", "dropped"

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    public_id = PublicIdField()
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="runs")
    state = models.CharField(max_length=10, choices=State.choices)
    before = models.DateTimeField()
    found = models.PositiveIntegerField()
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey("accounts.Worker", on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule"], condition=Q(state__in=["waiting", "going"]), name="retention_one_open_run"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "-made_at"], name="retention_run_by_time")]


class SeenClock(models.Model):
    """What a machine's clocks said when they were last believed; `doubt` says why they are not, until someone looked."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    machine = models.CharField(max_length=120)
    wall_at = models.DateTimeField()
    boot = models.CharField(max_length=60, blank=True)
    seconds = models.FloatField()
    doubt = models.CharField(max_length=12, choices=[(code, code) for code in Doubt], blank=True)
    doubted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "machine"], name="retention_clock_of_a_machine")
        ]

    @property
    def reading(self) -> Reading:
        return Reading(wall=self.wall_at, boot=self.boot, seconds=self.seconds)
