"""What agreements are written in: purposes, classes of data, what is asked of consent. Stored values are these codes."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Purpose(models.TextChoices):
    """Why someone reads: each crossing names one."""

    CONTINUITY = "continuity", _("Continue the care of a person")
    COORDINATION = "coordination", _("Coordinate who goes where")
    FOLLOW_UP = "follow_up", _("Follow up after a crisis")
    EVALUATION = "evaluation", _("Evaluate and improve services")
    FUNDING = "funding", _("Account for funding")


class DataClass(models.TextChoices):
    """Fields that are given or kept together. Which fields each holds is said by the room that owns the record."""

    ACTIVITY = "activity", _("What was done, when and with what result")
    AREA = "area", pgettext_lazy("class of data", "The area, without the exact place")
    PLACE = "place", pgettext_lazy("class of data", "The exact place")
    PEOPLE = "people", _("How many people, and their age groups")
    ITEMS = "items", pgettext_lazy("class of data", "Items given")
    WORDS = "words", pgettext_lazy("class of data", "Notes")
    IDENTITY = "identity", _("The person’s name")


# What tells who someone is, or is said about them: never given on a clause's word alone, see ConsentRule.
PERSONAL = frozenset({DataClass.WORDS, DataClass.IDENTITY})


class ConsentRule(models.TextChoices):
    """When the person's own consent is asked before a record crosses."""

    PERSONAL = "personal", _("Names and words only with the person’s consent; the rest without")
    ALWAYS = "always", _("Nothing without the person’s consent")
    LAW = "law", _("A law allows it without consent (say which)")


class EndReason(models.TextChoices):
    FINISHED = "finished", _("The work it was made for is finished")
    REPLACED = "replaced", _("Another agreement takes its place")
    BREACH = "breach", _("Something was not kept")
    WITHDRAWN = "withdrawn", _("We no longer wish to share")
