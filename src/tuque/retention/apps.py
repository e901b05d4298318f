from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "tuque.retention"
    label = "retention"

    def ready(self) -> None:
        from tuque.audit import api as audit
        from tuque.core import outbox
        from tuque.retention import services
        from tuque.retention.acts import ACTS

        audit.describe(ACTS)
        outbox.register(services.TOPIC, services.take_up)
