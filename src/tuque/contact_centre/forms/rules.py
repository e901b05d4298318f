"""Every rule of a line as a director writes it: steps, languages, channels, and single values in seconds, minutes and people."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.forms.formsets import BaseFormSet, formset_factory
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tuque.contact_centre.routing.policy import Policy, Preference, Reach, Step
from tuque.contact_centre.routing.values import Channel, Risk, Target

MINUTE = 60.0
LANGUAGE = RegexValidator(
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", _("Write the language’s code, in two or three letters: en, fr, cr.")
)
CENTRE = re.compile(r"[-\w]{1,40}")
REACHES = [
    (Reach.LOCAL, _("The nearest centre")),
    (Reach.PARTNERS, _("Its partners too")),
    (Reach.EVERYONE, _("Everyone")),
]
RISKS = [
    (Risk.LOW.value, _("None: only what a person confirmed counts")),
    (Risk.MODERATE.value, pgettext_lazy("risk", "Moderate")),
    (Risk.HIGH.value, pgettext_lazy("risk", "High")),
    (Risk.IMMINENT.value, pgettext_lazy("risk", "Imminent")),
]
CHANNELS = {
    Channel.VOICE: _("Voice"),
    Channel.CHAT: _("Chat"),
    Channel.TEXT: pgettext_lazy("channel", "Text"),
    Channel.EMAIL: _("E-mail"),
}
PREFERENCES = [
    ("", "–"),
    (Preference.NEAREST, _("The nearest centre")),
    (Preference.SPARE_LANGUAGES, _("Who speaks fewer languages")),
    (Preference.LEVEL, _("The highest level in the line’s skill")),
    (Preference.LONGEST_READY, _("Ready for the longest time")),
    (Preference.LEAST_RECENT, _("Longest since the last conversation")),
    (Preference.FEWEST_CALLS, _("Fewest conversations today")),
    (Preference.FIXED_ORDER, _("Always in the same order")),
    (Preference.ROUND_ROBIN, _("Each in turn")),
    (Preference.RANDOM, _("By chance")),
    (Preference.WEIGHTED_RANDOM, _("By chance, the higher levels more often")),
]
SEATS = range(4)
AIM = Target(20, 0.95)


def seconds_field(label: Any, *, most: int = 3600, least: int = 0) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most)


def minutes_field(label: Any, *, most: int = 120) -> forms.FloatField:
    return forms.FloatField(
        label=label,
        min_value=0,
        max_value=most,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )


class Row(forms.Form):
    """One of several. Without its key nothing was written there, or it was taken away."""

    key: ClassVar[str]
    use_required_attribute = False

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and self[self.key].value() in (None, ""):
            self.cleaned_data = {}
            self._errors = ErrorDict()


class StepRow(Row):
    key = "after"
    after = seconds_field(_("After, seconds of waiting"))
    reach = forms.ChoiceField(label=_("Who is asked"), choices=REACHES)
    level = forms.IntegerField(label=_("From level"), min_value=1, max_value=9, initial=1)


class StepRows(BaseFormSet[StepRow]):
    def clean(self) -> None:
        if not any(row.cleaned_data for row in self.forms if row.is_valid()):
            raise forms.ValidationError(_("There is no step left: nobody would be asked. Write at least one."))


class LanguageRow(Row):
    key = "code"
    code = forms.CharField(label=_("Language, by its code"), validators=[LANGUAGE], max_length=20)
    seconds = seconds_field(_("Answered within, seconds"), least=5, most=600)
    percent = forms.FloatField(label=_("How many of a hundred"), min_value=1, max_value=100)
    reserve = forms.IntegerField(label=_("People kept free for it"), min_value=0, max_value=200)


class ChannelRow(forms.Form):
    at_once = forms.IntegerField(label=_("At once"), min_value=0, max_value=10)
    offer = seconds_field(_("To accept, seconds"), least=5, most=600)
    push = seconds_field(_("To be picked first, seconds"), most=86_400)
    wrap_up = minutes_field(_("Writing after, minutes"), most=60)


class Values(forms.Form):
    """The rules that are one value each."""

    partners = forms.CharField(
        label=_("Centres that help one another"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_(
            "One line for each centre, by code: north: east, west. Its partners may answer its contacts at their step."
        ),
    )
    reserve_ends_after = seconds_field(_("A reserve lets go after, seconds of waiting"), most=86_400)
    moderate = minutes_field(_("Moderate risk goes ahead by, minutes"))
    high = minutes_field(_("High risk goes ahead by, minutes"))
    imminent = minutes_field(_("Imminent risk goes ahead by, minutes"))
    trusted = forms.TypedChoiceField(
        label=_("Highest risk that counts before a person confirmed it"), choices=RISKS, coerce=int
    )
    high_risk_at_once = forms.BooleanField(label=_("High risk is everyone’s from the first second"), required=False)
    cut_off = minutes_field(_("Someone who was cut off goes ahead by, minutes"))
    slow_lane = minutes_field(_("The slower lane comes after, minutes"))
    repeat_within = minutes_field(_("Who comes back keeps the former place within, minutes"))
    recovery = minutes_field(_("Rest after a hard contact, minutes"))
    no_high_risk_last = minutes_field(_("No high risk in the last minutes of a shift"))
    no_offer_last = minutes_field(_("No contact at all in the last minutes of a shift"))
    again_after = seconds_field(_("Offered again to who declined after, seconds"))
    misses_allowed = forms.IntegerField(label=_("Offers in a row that may run out"), min_value=0, max_value=20)
    vanished_after = seconds_field(_("Taken for gone after, seconds of silence"), least=5, most=9)
    in_hand_limit = seconds_field(_("A line in hand is offered again after, seconds"), most=86_400)
    gap_alarm = forms.FloatField(label=_("Alarm when two languages differ by, points"), min_value=0.5, max_value=100)
    gap_window = minutes_field(_("Counted over the last, minutes"), most=1440)
    gap_contacts = forms.IntegerField(label=_("Contacts of each language it takes"), min_value=1, max_value=10_000)
    call_back_after = seconds_field(_("Call back is proposed after, seconds of waiting"))
    partner_after = seconds_field(_("Partner lines are asked after, seconds of waiting"))
    announcement = seconds_field(_("The announcement before the line lasts, seconds"), most=300)
    short_announcement = seconds_field(_("The short announcement, seconds"), most=300)
    prefer_0 = forms.ChoiceField(label=_("First"), choices=PREFERENCES[1:])
    prefer_1 = forms.ChoiceField(label=_("Then"), choices=PREFERENCES, required=False)
    prefer_2 = forms.ChoiceField(label=_("Then"), choices=PREFERENCES, required=False)
    prefer_3 = forms.ChoiceField(label=_("Then"), choices=PREFERENCES, required=False)

    def clean_partners(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for line in filter(str.strip, self.cleaned_data["partners"].splitlines()):
            centre, colon, others = line.partition(":")
            codes = [centre.strip(), *(code.strip() for code in others.split(",") if code.strip())]
            if not colon or len(codes) < 2 or not all(CENTRE.fullmatch(code) for code in codes):
                raise forms.ValidationError(
                    _("“%(line)s” is not a centre and its partners. Write a code, a colon, then the partners’ codes."),
                    params={"line": line.strip()[:80]},
                )
            found[codes[0]] = frozenset(codes[1:])
        return found

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("short_announcement", 0) > clean.get("announcement", 0):
            self.add_error("short_announcement", _("The short announcement lasts longer than the other. Shorten it."))
        chosen = [clean.get(f"prefer_{seat}") for seat in SEATS if clean.get(f"prefer_{seat}")]
        if len(chosen) != len(set(chosen)):
            self.add_error(
                "prefer_0", _("The same preference is there twice. Choose another, or leave the place empty.")
            )
        return clean

    def some(self, *names: str) -> list[forms.BoundField]:
        return [self[name] for name in names]

    def people(self) -> list[forms.BoundField]:
        return self.some(*(f"prefer_{seat}" for seat in SEATS))

    def order(self) -> list[forms.BoundField]:
        return self.some("moderate", "high", "imminent", "trusted", "cut_off", "slow_lane", "repeat_within")

    def care(self) -> list[forms.BoundField]:
        return self.some("recovery", "no_high_risk_last", "no_offer_last")

    def limits(self) -> list[forms.BoundField]:
        return self.some("again_after", "misses_allowed", "vanished_after", "in_hand_limit")

    def alarm(self) -> list[forms.BoundField]:
        return self.some("gap_alarm", "gap_window", "gap_contacts")

    def modes(self) -> list[forms.BoundField]:
        return self.some("call_back_after", "partner_after", "announcement", "short_announcement")


Steps = formset_factory(StepRow, formset=StepRows, extra=1, max_num=8)
Languages = formset_factory(LanguageRow, extra=1, max_num=20)
Channels = formset_factory(ChannelRow, extra=0, min_num=len(CHANNELS), max_num=len(CHANNELS), validate_min=True)


class Rules:
    """The whole policy on one page: the single values, and a row for each step, language and channel. An emptied row is gone."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, policy: Policy | None = None) -> None:
        shown = initial_of(policy) if policy else {}
        self.values = Values(data, initial=shown.get("values"))
        self.steps: BaseFormSet[Any] = Steps(data, prefix="steps", initial=shown.get("steps"))
        self.languages: BaseFormSet[Any] = Languages(data, prefix="languages", initial=shown.get("languages"))
        self.channels: BaseFormSet[Any] = Channels(data, prefix="channels", initial=shown.get("channels"))

    def is_valid(self) -> bool:
        each = [part.is_valid() for part in (self.values, self.steps, self.languages, self.channels)]
        return all(each)  # every part says what is wrong with it, not only the first

    def by_channel(self) -> Iterator[tuple[Any, forms.Form]]:
        """Each channel's name and its row."""
        return zip(CHANNELS.values(), self.channels.forms, strict=True)

    def policy(self) -> Policy:
        """What was written, once valid."""
        clean, rows = self.values.cleaned_data, dict(zip(CHANNELS, self.channels.cleaned_data, strict=True))
        languages = [row for row in self.languages.cleaned_data if row]
        return Policy(
            steps=tuple(
                Step(float(row["after"]), Reach(row["reach"]), row["level"]) for row in self.steps.cleaned_data if row
            ),
            partners=clean["partners"],
            head_starts={
                Risk.LOW: 0.0,
                Risk.MODERATE: in_seconds(clean["moderate"]),
                Risk.HIGH: in_seconds(clean["high"]),
                Risk.IMMINENT: in_seconds(clean["imminent"]),
            },
            trusted=Risk(clean["trusted"]),
            high_risk_at_once=clean["high_risk_at_once"],
            offer_seconds={channel: float(row["offer"]) for channel, row in rows.items()},
            capacity={channel: row["at_once"] for channel, row in rows.items()},
            push_after={channel: float(row["push"]) for channel, row in rows.items() if row["push"]},
            wrap_up={channel: in_seconds(row["wrap_up"]) for channel, row in rows.items()},
            reserves={row["code"]: row["reserve"] for row in languages if row["reserve"]},
            targets={row["code"]: Target(float(row["seconds"]), round(row["percent"] / 100, 4)) for row in languages},
            misses_allowed=clean["misses_allowed"],
            gap_alarm=clean["gap_alarm"],
            gap_contacts=clean["gap_contacts"],
            prefer=tuple(Preference(clean[f"prefer_{seat}"]) for seat in SEATS if clean[f"prefer_{seat}"]),
            **{name: in_seconds(clean[name]) for name in IN_MINUTES},
            **{name: float(clean[name]) for name in IN_SECONDS},
        )


IN_MINUTES = ("cut_off", "slow_lane", "repeat_within", "recovery", "no_high_risk_last", "no_offer_last", "gap_window")
IN_SECONDS = (
    "reserve_ends_after",
    "again_after",
    "vanished_after",
    "in_hand_limit",
    "call_back_after",
    "partner_after",
    "announcement",
    "short_announcement",
)


def in_seconds(minutes: float) -> float:
    return float(round(minutes * MINUTE))


def in_minutes(seconds: float) -> float | int:
    """Two decimals tell every second apart."""
    return plainly(round(seconds / MINUTE, 2))


def plainly(number: float) -> float | int:
    """Without a decimal that says nothing."""
    return int(number) if float(number).is_integer() else number


def initial_of(policy: Policy) -> dict[str, Any]:
    """What the page shows of a policy: its single values, and its rows."""
    chosen = dict(enumerate(policy.prefer))
    aims = {**policy.targets, **{language: AIM for language in policy.reserves if language not in policy.targets}}
    return {
        "values": {
            "partners": "\n".join(
                f"{centre}: {', '.join(sorted(others))}" for centre, others in policy.partners.items()
            ),
            "moderate": in_minutes(policy.head_start(Risk.MODERATE)),
            "high": in_minutes(policy.head_start(Risk.HIGH)),
            "imminent": in_minutes(policy.head_start(Risk.IMMINENT)),
            "trusted": policy.trusted.value,
            "high_risk_at_once": policy.high_risk_at_once,
            "misses_allowed": policy.misses_allowed,
            "gap_alarm": plainly(policy.gap_alarm),
            "gap_contacts": policy.gap_contacts,
            **{f"prefer_{seat}": chosen.get(seat, "") for seat in SEATS},
            **{name: in_minutes(getattr(policy, name)) for name in IN_MINUTES},
            **{name: round(getattr(policy, name)) for name in IN_SECONDS},
        },
        "steps": [{"after": round(step.after), "reach": step.reach, "level": step.level} for step in policy.steps],
        "languages": [
            {
                "code": language,
                "seconds": round(target.seconds),
                "percent": plainly(round(target.share * 100, 2)),
                "reserve": policy.reserves.get(language, 0),
            }
            for language, target in aims.items()
        ],
        "channels": [
            {
                "at_once": policy.capacity.get(channel, 1),
                "offer": round(policy.offer_seconds.get(channel, 20)),
                "push": round(policy.push_after.get(channel, 0)),
                "wrap_up": in_minutes(policy.wrap_up.get(channel, 0)),
            }
            for channel in CHANNELS
        ],
    }


def written_of(policy: Policy) -> dict[str, Any]:
    """What a browser sends when nothing on the page was changed."""
    shown = initial_of(policy)
    sent = {name: value for name, value in shown["values"].items() if value is not False}
    for prefix in ("steps", "languages", "channels"):
        rows = shown[prefix]
        sent |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": len(rows)}
        sent |= {f"{prefix}-{number}-{name}": value for number, row in enumerate(rows) for name, value in row.items()}
    return sent
