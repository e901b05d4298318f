from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "tuque.audit"
    label = "audit"

    def ready(self) -> None:
        from tuque.accounts import trail
        from tuque.audit import notices
        from tuque.audit.proof import roots
        from tuque.audit.services import record
        from tuque.audit.walls import RULES
        from tuque.core import outbox
        from tuque.core.wall import rules

        trail.plug_in(record)
        outbox.register(notices.TOPIC, notices.send)
        outbox.register(roots.TOPIC, roots.hand, for_none=True)
        rules.declare(RULES)
