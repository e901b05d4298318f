from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tuque.accounts"
    label = "accounts"

    def ready(self) -> None:
        from tuque.accounts import journal

        journal.connect()
