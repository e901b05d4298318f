"""What a token may do: each scope opens one thing, and nothing is open without one."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    REFERENCE = "reference:read", _("Read teams, places, areas and codes")
    INTERACTIONS = "interactions:read", _("Read interactions, without notes, with the place rounded to about 200 m")
    EXACT_PLACES = "interactions:places", _("See the exact place of interactions as well")
    NOTES = "interactions:notes", _("See the notes and the full answers as well")
    STOCK = "stock:read", _("Read the stock: what is left, what came in and where it went, without who gave")
    WRITE = "interactions:write", _("Add interactions")
    PATROLS = "patrols:write", _("Add patrols: from when to when a team was out, and where")
