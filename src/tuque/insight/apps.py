from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "tuque.insight"
    label = "insight"
