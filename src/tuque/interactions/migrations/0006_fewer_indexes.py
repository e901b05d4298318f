"""Indexes that repeat the beginning of another, or that nothing reads, cost every record that is written.

Dropped by name, for a change of eight fields would make the whole table anew eight times on SQLite. Undoing it makes them again.
"""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

DROPPED = {
    "organization_id": "interactions_interaction_organization_id_a2242ec8",
    "team_id": "interactions_interaction_team_id_89043cea",
    "recorded_by_id": "interactions_interaction_recorded_by_id_d0bde125",
    "form_version_id": "interactions_interaction_form_version_id_c8b1d9b8",
    "area_id": "interactions_interaction_area_id_f419986e",
    "place_id": "interactions_interaction_place_id_3b083eaa",
    "to_place_id": "interactions_interaction_to_place_id_f576963b",
    "batch_id": "interactions_interaction_batch_id_825d993f",
}


def foreign_key(to: str, *, null: bool = True, related_name: str = "+") -> "models.ForeignKey[models.Model]":
    return models.ForeignKey(
        to, on_delete=django.db.models.deletion.PROTECT, null=null, blank=null, related_name=related_name, db_index=False
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("interactions", "0005_import_conflicts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f'DROP INDEX IF EXISTS "{name}"',
                    f'CREATE INDEX "{name}" ON "interactions_interaction" ("{column}")',
                )
                for column, name in DROPPED.items()
            ],
            state_operations=[
                migrations.AlterField("interaction", name, field)
                for name, field in {
                    "organization": foreign_key("accounts.organization", null=False, related_name="interactions"),
                    "team": foreign_key("accounts.team", related_name="interactions"),
                    "recorded_by": foreign_key(settings.AUTH_USER_MODEL, related_name="interactions"),
                    "form_version": foreign_key("forms.version"),
                    "area": foreign_key("geo.area"),
                    "place": foreign_key("geo.place"),
                    "to_place": foreign_key("geo.place"),
                    "batch": foreign_key("interactions.importbatch", related_name="interactions"),
                }.items()
            ],
        )
    ]
