"""Requests made into clean values: signing in, inviting, choosing a password."""

from typing import Any

from allauth.account.forms import LoginForm


class SignIn(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        without_placeholders(self)


def without_placeholders(form: Any) -> None:
    """A label that stays says more than a placeholder that goes as soon as one types."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
