from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "tuque.channels"
    label = "channels"

    def ready(self) -> None:
        from tuque.audit import api as audit
        from tuque.channels import holding, letting_go, listening, live
        from tuque.channels.acts import ACTS
        from tuque.channels.providers import carrying, delivering, plain, processing, receiving
        from tuque.channels.providers.pocket import network
        from tuque.channels.voice.ending import Ending
        from tuque.core import outbox, streams
        from tuque.core.wall import Purpose, rules
        from tuque.referrals import api as referrals
        from tuque.retention import api as retention

        audit.describe(ACTS)
        outbox.register(listening.TOPIC, listening.run)
        outbox.register(receiving.TOPIC, processing.run)
        outbox.register(carrying.TOPIC, delivering.run)
        outbox.register(network.TOPIC, network.run)
        listening.listen(Ending())
        streams.register(live.KIND)
        streams.register_open(holding.KIND)
        retention.register(letting_go.WORDS, letting_go.ENVELOPES)
        referrals.register_texts(plain.PlainTexts())
        # Which line is open is public, and asked before anyone is known; what is said never is.
        public = rules.Owned(opens={Purpose.DOORSTEP: ["select"]})
        rules.declare(
            dict.fromkeys((f"channels.{name}" for name in ("Line", "LineHours", "LineClosure", "LineWay")), public)
        )
        # Which calls are under way is asked for all of them at once; what follows is done within each.
        asked = rules.Owned(opens={Purpose.TASKS: ["select"]})
        rules.declare({"channels.Call": asked, "channels.CallParty": asked})
        # A provider that knocks is nobody yet: whose account its address is, is asked first.
        rules.declare({"channels.Account": rules.Owned(opens={Purpose.DOORSTEP: ["select"]})})
