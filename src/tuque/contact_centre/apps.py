from django.apps import AppConfig


class ContactCentreConfig(AppConfig):
    name = "tuque.contact_centre"
    label = "contact_centre"

    def ready(self) -> None:
        from tuque.audit import api as audit
        from tuque.contact_centre import letting_go, live
        from tuque.contact_centre.acts import ACTS
        from tuque.contact_centre.rescue import paging
        from tuque.contact_centre.rescue import services as rescues
        from tuque.core import outbox, streams
        from tuque.core.wall import Purpose, rules
        from tuque.retention import api as retention

        audit.describe(ACTS)
        streams.register(live.KIND)
        streams.register(live.RESCUES)
        retention.register(letting_go.RESCUES, letting_go.FOLLOW_UPS)
        outbox.register(paging.PAGE, paging.send)
        outbox.register(paging.AGAIN, rescues.look_again)
        # Which lines must be looked at now, and who went silent, is asked for all of them at once; the acting is done within each.
        asked = rules.Owned(opens={Purpose.TASKS: ["select"]})
        rules.declare({"contact_centre.LineState": asked, "contact_centre.SignOfLife": asked})
