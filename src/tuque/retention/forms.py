"""A rule as someone chose it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tuque.retention import kinds
from tuque.retention.services import MOST_MONTHS


class RuleForm(forms.Form):
    """`months` empty: keep it however old."""

    kind = forms.ChoiceField(widget=forms.HiddenInput)
    months = forms.IntegerField(
        label=_("After how many months (empty: kept)"),
        min_value=1,
        max_value=MOST_MONTHS,
        required=False,
        error_messages={"invalid": _("Write a whole number of months, or leave it empty to keep everything.")},
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["kind"].choices = [(kind.code, kind.code) for kind in kinds.every()]  # type: ignore[attr-defined]


class ApprovalForm(forms.Form):
    """How many rows the reader was shown; and that they read what happens to them."""

    shown = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    understood = forms.BooleanField(
        label=_("I understand that this cannot be undone."),
        error_messages={"required": _("Tick this box first: what is let go does not come back.")},
    )
