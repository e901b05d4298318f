from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "tuque.referrals"
    label = "referrals"

    def ready(self) -> None:
        from tuque.audit import api as audit
        from tuque.core import outbox, streams
        from tuque.core.wall import rules
        from tuque.referrals import letting_go, live, notices
        from tuque.referrals.acts import ACTS
        from tuque.referrals.walls import RULES
        from tuque.retention import api as retention

        audit.describe(ACTS)
        rules.declare(RULES)
        streams.register(live.KIND)
        retention.register(letting_go.INQUIRIES)
        outbox.register(notices.TELL, notices.tell_person)
        outbox.register(notices.ASK, notices.ask_service)
        outbox.register(notices.ERASE, notices.erase_contact)
