from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class InteractionsConfig(AppConfig):
    name = "tuque.interactions"
    label = "interactions"

    def ready(self) -> None:
        from tuque.agreements import api as agreements
        from tuque.audit import api as audit
        from tuque.breakglass import api as breakglass
        from tuque.core import outbox, streams
        from tuque.core.crypto import files
        from tuque.core.wall import rules
        from tuque.geo import api as geo
        from tuque.interactions import letting_go, live, opened, placing, reaching, shaping, watching
        from tuque.interactions.acts import ACTS
        from tuque.interactions.codes import BaseType
        from tuque.interactions.imports import uploads
        from tuque.interactions.permissions import IN_WORDS
        from tuque.people import api as people
        from tuque.retention import api as retention

        streams.register(live.KIND)
        outbox.register(uploads.TOPIC, uploads.run, is_long=True)
        outbox.register(placing.TOPIC, placing.run)
        geo.tell_of_boundaries(placing.ask)
        audit.describe(ACTS)
        retention.register(*letting_go.KINDS)
        people.also_erase(letting_go.erase_of_person)
        files.declare("interactions.Photo", "file")
        files.declare("interactions.Attachment", "file")
        files.declare("interactions.ImportUpload", "file", "refused_file")
        audit.count_reach(reaching.count)
        audit.watch_links(watching.read_links)
        breakglass.add(
            breakglass.Kind(
                code=opened.KIND,
                label=pgettext_lazy("what was opened", "record"),
                find=opened.find_subject,
                page="interactions:opened",
                home="interactions:detail",
            )
        )
        rules.open_to_reading(agreements.SHARED, ["interactions.Interaction", "interactions.ItemGiven"])
        shaping.describe()
        agreements.describe_types({str(code): code.label for code in BaseType})
        agreements.describe_own_rules(IN_WORDS)
