from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tuque.accounts"
    label = "accounts"
