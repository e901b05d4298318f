from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "tuque.audit"
    label = "audit"
