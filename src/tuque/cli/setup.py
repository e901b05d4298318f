"""Setting Django up, once, for the commands that need it."""

import django


def use_django() -> None:
    django.setup()
