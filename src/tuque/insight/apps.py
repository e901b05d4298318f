from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from tuque.accounts.api import Organization


class InsightConfig(AppConfig):
    name = "tuque.insight"
    label = "insight"

    def ready(self) -> None:
        from tuque.audit import api as audit
        from tuque.insight.acts import ACTS
        from tuque.retention import api as retention

        audit.describe(ACTS)
        retention.follow(_count_anew)


def _count_anew(organization: "Organization") -> None:
    """Rows that boards counted are gone: no file may keep them. DuckDB is read in when it is needed, not at each start."""
    from tuque.insight import facts

    facts.rebuild(organization)
