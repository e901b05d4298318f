from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "tuque.web"
    label = "web"

    def ready(self) -> None:
        from tuque.audit import api as audit
        from tuque.web.acts import ACTS

        audit.describe(ACTS)
