"""The privacy officers are written to when a run waits for one of them: how much and of what is on the page alone."""

from django.utils.translation import gettext_lazy

WAITS = "retention_waits"
SUBJECT = gettext_lazy("Tuque: something waits for your approval before it is let go")
BODY = gettext_lazy(
    "Under a rule of retention, more is due than goes by itself. Nothing is let go until you approve it: sign in and open “Retention”, which says what, and how much."
)
