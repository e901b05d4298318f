"""What makes a new password refusable: being known from a breach, or easy to guess. Checked here, on this server."""

import re

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tuque.accounts import guessing
from tuque.accounts.models import Worker

MIN_CORE = 4
# What zxcvbn calls very unguessable, even by whoever holds a copy of the database.
FEWEST_TRIES = 1e10


class KnownFromBreaches(CommonPasswordValidator):
    """Refuses the 20,000 passwords most often seen in breaches (the list that Django ships), and what guessers derive
    from them: digits and signs around one ("Password2026!"), one repeated, letters swapped for signs ("p@ssw0rd")."""

    def validate(self, password: str, user: object = None) -> None:
        if any(core in self.passwords for core in cores(password)):
            raise ValidationError(
                _(
                    "This password, or one very like it, is known from breaches, and is among the first that are "
                    "guessed. Choose another: four words that have nothing to do with one another work well."
                ),
                code="password_known_from_breaches",
            )

    def get_help_text(self) -> str:
        return _("Your password cannot be one that is known from breaches.")


class EasyToGuess:
    """Refuses what a guesser finds who knows common words of both languages and who the password is for: see `guessing`."""

    def validate(self, password: str, user: object = None) -> None:
        found = guessing.guess(password, known=known_of(user))
        if found.tries >= FEWEST_TRIES:
            return
        if found.is_personal:
            raise ValidationError(
                _(
                    "This password is easy to guess: it is built on your name, your address, your organization’s name or "
                    "the word “tuque”. Choose another: four words that have nothing to do with one another work well."
                ),
                code="password_personal",
            )
        raise ValidationError(
            _(
                "This password is easy to guess: it is built on common words, a year or a date, keys in a row or a "
                "repetition. Choose another: four words that have nothing to do with one another work well."
            ),
            code="password_easy",
        )

    def get_help_text(self) -> str:
        return _("Your password cannot be one that is easy to guess.")


class OneReason:
    """Every check in turn, and the first reason alone: three of them, one under the other, help nobody."""

    def __init__(self, *, min_length: int) -> None:
        similar = UserAttributeSimilarityValidator(user_attributes=["name", "email"])
        self.checks = (MinimumLengthValidator(min_length), KnownFromBreaches(), EasyToGuess(), similar)

    def validate(self, password: str, user: Worker | None = None) -> None:
        for check in self.checks:
            check.validate(password, user)

    def get_help_text(self) -> str:
        return " ".join(str(check.get_help_text()) for check in self.checks)


def known_of(user: object) -> list[str]:
    """What whoever guesses this person's password tries first."""
    known = ["tuque"]
    if isinstance(user, Worker):
        known += [user.name, user.email.partition("@")[0], *user.email.partition("@")[2].split(".")[:-1]]
        if user.organization_id:
            known += [user.organization.name, user.organization.code]
    return known


def cores(password: str) -> set[str]:
    """The password as a guesser thinks of it: in lower case, bare of what surrounds it, once instead of repeated."""
    lowered = password.lower().strip()
    forms = {lowered, lowered.translate(guessing.LOOK_ALIKES)}
    forms |= {re.sub(r"^[\W\d_]+|[\W\d_]+$", "", form) for form in forms}
    forms |= {form[: len(form) // times] for form in forms for times in range(2, 7) if _repeats(form, times)}
    return {form for form in forms if len(form) >= MIN_CORE}


def _repeats(form: str, times: int) -> bool:
    return len(form) % times == 0 and form == form[: len(form) // times] * times
