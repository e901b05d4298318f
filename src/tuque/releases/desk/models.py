"""The data desk's rows: who answers, what was asked, what was said, what anyone may read again; and counts about nobody."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class What(models.TextChoices):
    """What someone did at the desk by themselves."""

    FOUND = "found", _("Searches that found something")
    NOTHING = "nothing", _("Searches that found nothing")
    FILE = "file", _("Files taken")
    READ = "read", _("Answers of the library read")


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
