"""Areas with their boundaries, code and vintage; known places."""

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language

from tuque.core.ids import PublicIdField


class AreaLayer(models.Model):
    """A set of boundaries from one source and one year: neighbourhoods, wards. Not sensitive: every organization reads it."""

    public_id = PublicIdField()
    code = models.SlugField(max_length=60)
    vintage = models.CharField(max_length=20, help_text="The year or date of the boundaries, as their source names it.")
    name_en = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120)
    source = models.CharField(max_length=300, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    imported_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["code", "vintage"], name="area_layer_once")]

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_fr if (get_language() or "").startswith("fr") else self.name_en


class Territory(models.Model):
    """The boundaries that an organization works with: under its maps, and what its interactions are counted in."""

    organization = models.OneToOneField("accounts.Organization", on_delete=models.PROTECT, related_name="territory")
    public_id = PublicIdField()
    layer = models.ForeignKey(AreaLayer, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()


class Area(models.Model):
    layer = models.ForeignKey(AreaLayer, on_delete=models.PROTECT, related_name="areas")
    public_id = PublicIdField()
    code = models.CharField(max_length=60)
    name_en = models.CharField(max_length=160)
    name_fr = models.CharField(max_length=160)
    geometry = models.JSONField(help_text="GeoJSON geometry, lon, lat, WGS 84.")
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    surface_km2 = models.FloatField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["layer", "code"], name="area_code_once")]

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_fr if (get_language() or "").startswith("fr") else self.name_en


class Place(models.Model):
    """A place that workers know by name: a shelter, a corner, a park. Offered in lists; never a person's home."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="places")
    public_id = PublicIdField()
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=160)
    lon = models.FloatField()
    lat = models.FloatField()
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organization", "code"], name="place_code_once")]
