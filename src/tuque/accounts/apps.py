from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tuque.accounts"
    label = "accounts"

    def ready(self) -> None:
        from tuque.accounts import journal
        from tuque.accounts.services import resets
        from tuque.accounts.walls import RULES
        from tuque.core import outbox
        from tuque.core.wall import rules

        journal.connect()
        rules.declare(RULES)
        outbox.register(resets.TOPIC, resets.send, for_none=True)
