from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "tuque.directory"
    label = "directory"

    def ready(self) -> None:
        from tuque.audit import api as audit
        from tuque.core.wall import rules
        from tuque.directory.acts import ACTS
        from tuque.directory.walls import RULES

        audit.describe(ACTS)
        rules.declare(RULES)
