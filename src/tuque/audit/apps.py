from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "tuque.audit"
    label = "audit"

    def ready(self) -> None:
        from tuque.accounts import trail
        from tuque.audit import notices
        from tuque.audit.proof import roots
        from tuque.audit.services import record
        from tuque.core import outbox

        trail.plug_in(record)
        outbox.register(notices.TOPIC, notices.send)
        outbox.register(roots.TOPIC, roots.hand)
