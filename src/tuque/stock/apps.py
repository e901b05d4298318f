from django.apps import AppConfig


class StockConfig(AppConfig):
    name = "tuque.stock"
    label = "stock"

    def ready(self) -> None:
        from tuque.audit import api as audit
        from tuque.core import outbox
        from tuque.interactions import api as interactions
        from tuque.stock import alarms, following, notices
        from tuque.stock.acts import ACTS

        audit.describe(ACTS)
        outbox.register(following.TOPIC, following.run)
        outbox.register(notices.LOW, notices.send_low)
        outbox.register(notices.EXPIRY, notices.send_expiry)
        interactions.tell_of_items(following.hear)
        interactions.add_notice(alarms.notice)
