"""The field's own codes for an interaction: stored as codes, shown by their labels, in the order of use.

They follow what alternative-response programmes publish (Toronto, Portland, Denver, Eugene, Durham, Winnipeg), so that
reports can be compared. An organization's own categories each map to one `BaseType`.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BaseType(models.TextChoices):
    CHECK_IN = "check_in", _("Check-in")
    WAIT = "wait", _("Wait with someone")
    MEDICAL = "medical", _("Medical help")
    OVERDOSE = "overdose", _("Overdose response")
    MENTAL_HEALTH = "mental_health", _("Mental health support")
    CONFLICT = "conflict", _("Conflict calmed")
    ORIENTATION = "orientation", _("Orientation to a service")
    TRANSPORT = "transport", pgettext_lazy("interaction", "Transport")
    ITEMS = "items", _("Items given")
    OUTREACH = "outreach", _("Outreach")
    DESK = "desk", _("Desk work")
    INSTRUMENT = "instrument", _("Screen, matrix or survey")
    FIRE = "fire", _("Fire")
    TRAFFIC = "traffic", _("Traffic")
    CRIME = "crime", _("Crime or public order")
    OTHER = "other", _("Other")


class Origin(models.TextChoices):
    """Kept apart everywhere: a log follows its patrols, calls follow the need."""

    CALLED = "called", _("Called")
    FOUND = "found", _("Found on patrol")
    DESK = "desk", _("At the desk")


class RequestSource(models.TextChoices):
    PATROL = "patrol", _("Seen on patrol")
    PERSON = "person", _("The person")
    PUBLIC = "public", _("A passer-by or neighbour")
    BUSINESS = "business", _("A business")
    PARTNER = "partner", _("A partner organization")
    LINE_911 = "911", _("911")
    LINE_988 = "988", _("988")
    LINE_211 = "211", _("211")
    LINE_311 = "311", _("311")
    POLICE = "police", _("Police")
    PARAMEDICS = "paramedics", _("Paramedics")
    FIRE_SERVICE = "fire_service", _("Fire service")
    OWN_LINE = "own_line", _("Our own line")
    OTHER = "other", _("Other")


class Outcome(models.TextChoices):
    HELPED = "helped", _("Helped on the spot")
    TO_TEAM = "to_team", _("Passed to another of our teams")
    TO_SERVICE = "to_service", _("Connected to a service")
    TRANSPORTED = "transported", _("Taken to a service or home")
    TO_HOSPITAL = "to_hospital", _("To hospital")
    TO_911 = "to_911", _("911 called")
    REFUSED = "refused", _("Help declined")
    NOT_FOUND = "not_found", _("No one found")
    NO_CONTACT = "no_contact", _("On scene, no contact made")
    CANCELLED = "cancelled", _("Cancelled before arrival")
    POLICE_CUSTODY = "police_custody", _("In police custody")
    OTHER = "other", _("Other")


class EmergencyService(models.TextChoices):
    POLICE = "police", _("Police")
    AMBULANCE = "ambulance", _("Ambulance")
    FIRE_SERVICE = "fire_service", _("Fire service")


class EmergencyReason(models.TextChoices):
    MEDICAL = "medical", _("Medical emergency")
    VIOLENCE = "violence", _("Violence or a weapon")
    RISK_TO_SELF = "risk_to_self", _("Risk to self")
    FIRE = "fire", _("Fire or hazard")
    LAW = "law", _("The law requires it")
    OTHER = "other", _("Other")


class Action(models.TextChoices):
    LISTENED = "listened", _("Listened and calmed")
    FIRST_AID = "first_aid", _("First aid")
    NALOXONE = "naloxone", _("Naloxone given")
    ORIENTATION = "orientation", _("Orientation to a service")
    TRANSPORT = "transport", pgettext_lazy("interaction", "Transport")
    ITEMS = "items", _("Items given")
    STOOD_BY = "stood_by", _("Stood by")
    NONE = "none", _("Nothing was needed")
    OTHER = "other", _("Other")


class AgeGroup(models.TextChoices):
    CHILD = "child", _("Child (0-11)")
    YOUTH = "youth", _("Youth (12-17)")
    YOUNG_ADULT = "young_adult", _("Young adult (18-29)")
    ADULT = "adult", _("Adult (30-59)")
    OLDER_ADULT = "older_adult", _("Older adult (60 and over)")
    UNKNOWN = "unknown", _("Age not known")


class Status(models.TextChoices):
    OPEN = "open", _("In progress")
    RECORDED = "recorded", pgettext_lazy("interaction", "Recorded")
    VOID = "void", pgettext_lazy("interaction", "Void")
