from django.apps import AppConfig


class BreakglassConfig(AppConfig):
    name = "tuque.breakglass"
    label = "breakglass"

    def ready(self) -> None:
        from tuque.audit import api as audit
        from tuque.breakglass import notices
        from tuque.breakglass.acts import ACTS
        from tuque.core import outbox

        audit.describe(ACTS)
        outbox.register(notices.TOPIC, notices.send)
