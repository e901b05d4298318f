from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "tuque.insight"
    label = "insight"

    def ready(self) -> None:
        from tuque.audit import api as audit
        from tuque.insight.acts import ACTS

        audit.describe(ACTS)
