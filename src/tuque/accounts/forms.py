"""Requests made into clean values: signing in, inviting, choosing a password."""

from typing import Any
from uuid import UUID

from allauth.account import forms as allauth_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tuque.accounts.models import DisabledReason, FactorLost, Organization, Team, Worker
from tuque.accounts.roles import OFFERED, Role
from tuque.accounts.services import resets
from tuque.core.clock import now


def without_placeholders(form: Any) -> None:
    """A label that stays says more than a placeholder that goes as soon as one types."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


PASSWORD_HINT = _(
    "At least 12 characters: a short sentence is easy to remember. It is checked against passwords known from "
    "breaches, here on this server. It never expires."
)


class SignIn(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        without_placeholders(self)


class AskForReset(allauth_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        without_placeholders(self)

    def save(self, request: HttpRequest, **_more: Any) -> str:
        """In place of django-allauth's own, which sends the letter at once, and so answers later when there is one."""
        email = str(self.cleaned_data["email"])
        resets.ask(email=email, origin=f"{request.scheme}://{request.get_host()}", at=now())
        return email


class OneNewPassword:
    """A new password is typed once, since it can be shown."""

    fields: dict[str, forms.Field]
    data: Any

    def prepare(self) -> None:
        del self.fields["password2"]
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = PASSWORD_HINT
        without_placeholders(self)


class ResetPassword(OneNewPassword, allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare()


class ChangePassword(OneNewPassword, allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Present password")
        self.prepare()


class SetPassword(OneNewPassword, allauth_forms.SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare()


class ConfirmPassword(allauth_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")
        without_placeholders(self)


class _Code:
    """A code from an app: digits, or letters when it is a recovery code."""

    fields: dict[str, forms.Field]

    def prepare(self) -> None:
        self.fields["code"].label = _("Code")
        self.fields["code"].widget.attrs.update({"autocapitalize": "off", "spellcheck": "false"})
        without_placeholders(self)


class EnterCode(_Code, mfa_forms.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare()


class ConfirmWithCode(_Code, mfa_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare()


class ActivateApp(_Code, totp_forms.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare()
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class TeamChoice(forms.ModelChoiceField[Team]):
    """A team of the viewer's organization, by its public id; empty means the whole organization."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            queryset=Team.objects.none(),
            to_field_name="public_id",
            required=False,
            label=_("Team"),
            empty_label=_("The whole organization"),
            **options,
        )

    def label_from_instance(self, obj: Team) -> str:
        return obj.name

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, UUID) else super().prepare_value(value)


class Invite(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=settings.LANGUAGES)
    roles = forms.MultipleChoiceField(label=_("Roles"), choices=OFFERED, widget=forms.CheckboxSelectMultiple)
    team = TeamChoice()

    def __init__(self, *args: Any, viewer: Worker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = viewer.organization.teams.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["language"].initial = viewer.language

    def clean_roles(self) -> list[Role]:
        return [Role(code) for code in self.cleaned_data["roles"]]


class OneRole(forms.Form):
    role = forms.TypedChoiceField(label=_("Role"), choices=OFFERED, coerce=Role)
    team = TeamChoice()

    def __init__(self, *args: Any, viewer: Worker, retired_too: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = viewer.organization.teams.all()
        self.fields["team"].queryset = teams if retired_too else teams.filter(is_active=True)  # type: ignore[attr-defined]


class Disable(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=DisabledReason.choices)


class TakeFactorsAway(forms.Form):
    reason = forms.TypedChoiceField(label=_("Reason"), choices=FactorLost.choices, coerce=FactorLost)


class NameTeam(forms.Form):
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    name_fr = forms.CharField(label=_("Name in French"), max_length=120)


class AcceptInvitation(forms.Form):
    name = forms.CharField(
        label=_("Your name, as your team sees it"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("Your language"), choices=[("en", "English"), ("fr", "Français")], widget=forms.RadioSelect
    )
    password = forms.CharField(
        label=_("Your password"),
        help_text=PASSWORD_HINT,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email, self.organization = email, organization

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        someone = Worker(email=self.email, name=self.cleaned_data.get("name", ""), organization=self.organization)
        password_validation.validate_password(password, someone)
        return password
