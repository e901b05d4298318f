from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "tuque.forms"
    label = "forms"

    def ready(self) -> None:
        from tuque.audit import api as audit
        from tuque.core.crypto import files
        from tuque.forms.acts import ACTS

        audit.describe(ACTS)
        files.declare("forms.Document", "file")
