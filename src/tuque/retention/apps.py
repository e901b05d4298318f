from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "tuque.retention"
    label = "retention"

    def ready(self) -> None:
        from tuque.audit import api as audit
        from tuque.core import outbox
        from tuque.retention import earlier_rooms, kinds, notices, services
        from tuque.retention.acts import ACTS

        audit.describe(ACTS)
        audit.word_notice(notices.WAITS, subject=notices.SUBJECT, body=notices.BODY)
        kinds.register(*earlier_rooms.KINDS)
        outbox.register(services.TOPIC, services.take_up)
