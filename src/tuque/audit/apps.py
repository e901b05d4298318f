from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "tuque.audit"
    label = "audit"

    def ready(self) -> None:
        from tuque.accounts import trail
        from tuque.audit.services import record

        trail.plug_in(record)
