from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class PeopleConfig(AppConfig):
    name = "tuque.people"
    label = "people"

    def ready(self) -> None:
        from tuque.agreements.api import SHARED
        from tuque.audit import api as audit
        from tuque.breakglass import api as breakglass
        from tuque.core.wall import rules
        from tuque.people import erasing, reaching, selectors, watching
        from tuque.people.acts import ACTS
        from tuque.retention import api as retention

        audit.describe(ACTS)
        retention.register(erasing.NAMES)
        audit.count_reach(reaching.count)
        audit.watch_people(find=watching.find_persons, read_names=watching.read_names)
        audit.watch_links(watching.read_links)
        breakglass.add(
            breakglass.Kind(
                code=selectors.KIND,
                label=gettext_lazy("participant"),
                find=selectors.find_subject,
                page="people:opened",
                home="people:person",
            )
        )
        rules.open_to_reading(SHARED, ["people.Person", "people.Consent"])
