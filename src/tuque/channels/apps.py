from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "tuque.channels"
    label = "channels"

    def ready(self) -> None:
        from tuque.audit import api as audit
        from tuque.channels import letting_go, listening, live
        from tuque.channels.acts import ACTS
        from tuque.core import outbox, streams
        from tuque.core.wall import Purpose, rules
        from tuque.retention import api as retention

        audit.describe(ACTS)
        outbox.register(listening.TOPIC, listening.run)
        streams.register(live.KIND)
        retention.register(letting_go.WORDS)
        # Which line is open is public, and asked before anyone is known; what is said never is.
        public = rules.Owned(opens={Purpose.DOORSTEP: ["select"]})
        rules.declare(
            dict.fromkeys((f"channels.{name}" for name in ("Line", "LineHours", "LineClosure", "LineWay")), public)
        )
