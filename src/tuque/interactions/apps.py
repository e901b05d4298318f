from django.apps import AppConfig


class InteractionsConfig(AppConfig):
    name = "tuque.interactions"
    label = "interactions"
