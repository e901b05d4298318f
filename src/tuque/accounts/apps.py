from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tuque.accounts"
    label = "accounts"

    def ready(self) -> None:
        from tuque.accounts import journal
        from tuque.accounts.walls import RULES
        from tuque.core.wall import rules

        journal.connect()
        rules.declare(RULES)
