"""A request made into clean values."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NewPlace(forms.Form):
    name = forms.CharField(max_length=160, label=_("Name"), error_messages={"required": _("Give the place a name.")})
    lon = forms.FloatField(min_value=-180, max_value=180)
    lat = forms.FloatField(min_value=-90, max_value=90)

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]

    @property
    def lacks_position(self) -> bool:
        return bool({"lon", "lat"} & set(self.errors))

    def add_prefix(self, field_name: str) -> str:
        """The place picker posts `where.lon` and `where.lat`."""
        return field_name if field_name == "name" else f"where.{field_name}"
