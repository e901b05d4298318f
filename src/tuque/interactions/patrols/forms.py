"""The page of a patrol made into a span."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuque.accounts.api import Team, Worker
from tuque.geo import api as geo
from tuque.interactions.patrols.presence import Span
from tuque.interactions.patrols.problems import faults_of

MINUTES = "%Y-%m-%dT%H:%M"


class PatrolForm(forms.Form):
    """Times are those of the organization's clock, to the minute."""

    team = forms.ChoiceField(required=False)
    starts_at = forms.CharField(error_messages={"required": _("Write when the patrol began.")})
    ends_at = forms.CharField(error_messages={"required": _("Write when the patrol ended.")})
    areas = forms.MultipleChoiceField(required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        viewer: Worker,
        at: datetime,
        teams: Sequence[Team],
        offered: Sequence[geo.Area],
        exact: tuple[datetime, datetime] | None = None,
    ) -> None:
        """`exact` are the instants that the page was drawn for: kept to the second where nobody changed the minute."""
        super().__init__(data)
        self._zone, self._at, self._exact = viewer.organization.zone, at, exact
        self._teams = {str(team.public_id): team for team in teams}
        self._areas = {str(area.public_id): area for area in offered}
        self.fields["team"].choices = [(key, team.name) for key, team in self._teams.items()]  # type: ignore[attr-defined]
        self.fields["areas"].choices = [(key, area.name) for key, area in self._areas.items()]  # type: ignore[attr-defined]

    def clean_starts_at(self) -> datetime:
        return self._instant("starts_at", 0)

    def clean_ends_at(self) -> datetime:
        return self._instant("ends_at", 1)

    def _instant(self, name: str, place: int) -> datetime:
        text = self.cleaned_data[name].strip()
        if self._exact and text == self._exact[place].astimezone(self._zone).strftime(MINUTES):
            return self._exact[place]
        try:
            return datetime.strptime(text[:16], MINUTES).replace(tzinfo=self._zone)
        except ValueError:
            raise forms.ValidationError(_("Write the day and the hour: 2026-01-31T18:00.")) from None

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if "starts_at" in clean and "ends_at" in clean:
            clean["ends_at"] = self._after_the_beginning(clean["starts_at"], clean["ends_at"])
            for name, words in faults_of(self.span, at=self._at).items():
                self.add_error(name if name in self.fields else None, words)
        return clean

    def _after_the_beginning(self, starts_at: datetime, ends_at: datetime) -> datetime:
        """A page drawn in the minute in which the patrol began tells that minute, whose first second came before the beginning."""
        next_minute = ends_at + timedelta(minutes=1)
        if self._exact and starts_at == self._exact[0] and ends_at <= starts_at < next_minute:
            return min(next_minute, self._at)
        return ends_at

    @property
    def span(self) -> Span:
        """What was sent; ask once the form is valid."""
        clean = self.cleaned_data
        areas = tuple(self._areas[key].pk for key in clean.get("areas", ()))
        return Span(clean["starts_at"], clean["ends_at"], areas=areas)

    @property
    def chosen_team(self) -> Team | None:
        """The team that was chosen; the only one where there is no choice."""
        if len(self._teams) == 1:
            return next(iter(self._teams.values()))
        return self._teams.get(self.cleaned_data.get("team", ""))
