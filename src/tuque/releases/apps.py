from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    name = "tuque.releases"
    label = "releases"

    def ready(self) -> None:
        from tuque.audit import api as audit
        from tuque.core import outbox
        from tuque.core.crypto import files
        from tuque.core.wall import rules
        from tuque.core.wall.context import Purpose
        from tuque.releases.acts import ACTS
        from tuque.releases.desk import letting_go, notices, staff_letters
        from tuque.releases.desk.walls import RULES
        from tuque.retention import api as retention

        audit.describe(ACTS)
        found_at_the_door = rules.Owned(opens={Purpose.DOORSTEP: ["select"]})
        rules.declare({"releases.ApiToken": found_at_the_door, "releases.Device": found_at_the_door, **RULES})
        retention.register(letting_go.REQUESTS)
        files.declare("releases.AnswerFile", "file")
        outbox.register(notices.NEWS, notices.tell)
        outbox.register(notices.ERASE, notices.erase)
        outbox.register(staff_letters.LETTER, staff_letters.send)
        outbox.register(staff_letters.DUE, staff_letters.fall_due)
