"""The rules that a director changes, in seconds, minutes and people."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuque.contact_centre.routing.policy import Policy, Reach, Step
from tuque.contact_centre.routing.values import Channel, Risk, Target

MODE_FIELDS = ("call_back_after", "partner_after", "announcement", "short_announcement")


class Rules(forms.Form):
    local_seconds = forms.IntegerField(
        label=_("The nearest centre first; everyone after, seconds"), min_value=0, max_value=600
    )
    target_seconds = forms.IntegerField(label=_("Target: answered within, seconds"), min_value=5, max_value=600)
    reserve_fr = forms.IntegerField(label=_("Bilingual people kept free for French"), min_value=0, max_value=200)
    reserve_ends_after = forms.IntegerField(
        label=_("The reserve lets go after, seconds of waiting"), min_value=0, max_value=86_400
    )
    moderate_minutes = forms.IntegerField(label=_("Moderate risk goes ahead by, minutes"), min_value=0, max_value=120)
    high_minutes = forms.IntegerField(label=_("High risk goes ahead by, minutes"), min_value=0, max_value=120)
    imminent_minutes = forms.IntegerField(label=_("Imminent risk goes ahead by, minutes"), min_value=0, max_value=120)
    chats = forms.IntegerField(label=_("Chats or texts at once"), min_value=1, max_value=5)
    wrap_up_minutes = forms.IntegerField(label=_("Writing after a call, minutes"), min_value=0, max_value=60)
    recovery_minutes = forms.IntegerField(label=_("Rest after a hard contact, minutes"), min_value=0, max_value=120)
    last_minutes = forms.IntegerField(
        label=_("No high risk in the last minutes of a shift"), min_value=0, max_value=120
    )
    call_back_after = forms.IntegerField(
        label=_("Call back is proposed after, seconds of waiting"), min_value=0, max_value=3600
    )
    partner_after = forms.IntegerField(
        label=_("Partner lines are asked after, seconds of waiting"), min_value=0, max_value=3600
    )
    announcement = forms.IntegerField(
        label=_("The announcement before the line lasts, seconds"), min_value=0, max_value=300
    )
    short_announcement = forms.IntegerField(label=_("The short announcement, seconds"), min_value=0, max_value=300)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("short_announcement", 0) > clean.get("announcement", 0):
            self.add_error("short_announcement", _("The short announcement lasts longer than the other. Shorten it."))
        return clean

    def usual(self) -> list[forms.BoundField]:
        """The fields of every day."""
        return [field for field in self if field.name not in MODE_FIELDS]

    def modes(self) -> list[forms.BoundField]:
        """Those that count while a mode is on."""
        return [field for field in self if field.name in MODE_FIELDS]

    def policy(self, base: Policy) -> Policy:
        """`base` with what was written here."""
        clean = self.cleaned_data
        everyone = Step(float(clean["local_seconds"]), Reach.EVERYONE)
        between = [step for step in base.steps if step.reach is Reach.PARTNERS and 0 < step.after < everyone.after]
        target = float(clean["target_seconds"])
        return replace(
            base,
            steps=(Step(0.0, Reach.LOCAL), *between, everyone) if everyone.after else (everyone,),
            targets={language: Target(target, kept.share) for language, kept in base.targets.items()},
            reserves={"fr": clean["reserve_fr"]} if clean["reserve_fr"] else {},
            reserve_ends_after=float(clean["reserve_ends_after"]),
            head_starts={
                Risk.LOW: 0.0,
                Risk.MODERATE: clean["moderate_minutes"] * 60.0,
                Risk.HIGH: clean["high_minutes"] * 60.0,
                Risk.IMMINENT: clean["imminent_minutes"] * 60.0,
            },
            capacity={**base.capacity, Channel.CHAT: clean["chats"], Channel.TEXT: clean["chats"]},
            wrap_up={**base.wrap_up, Channel.VOICE: clean["wrap_up_minutes"] * 60.0},
            recovery=clean["recovery_minutes"] * 60.0,
            no_high_risk_last=clean["last_minutes"] * 60.0,
            call_back_after=float(clean["call_back_after"]),
            partner_after=float(clean["partner_after"]),
            announcement=float(clean["announcement"]),
            short_announcement=float(clean["short_announcement"]),
        )


def values_of(policy: Policy) -> dict[str, int]:
    """What the form shows of a policy."""
    minutes = {risk: round(policy.head_start(risk) / 60) for risk in Risk}
    return {
        "local_seconds": round(next((step.after for step in policy.steps if step.reach is Reach.EVERYONE), 0)),
        "target_seconds": round(max((target.seconds for target in policy.targets.values()), default=20)),
        "reserve_fr": policy.reserves.get("fr", 0),
        "reserve_ends_after": round(policy.reserve_ends_after),
        "moderate_minutes": minutes[Risk.MODERATE],
        "high_minutes": minutes[Risk.HIGH],
        "imminent_minutes": minutes[Risk.IMMINENT],
        "chats": policy.capacity.get(Channel.CHAT, 1),
        "wrap_up_minutes": round(policy.wrap_up.get(Channel.VOICE, 0) / 60),
        "recovery_minutes": round(policy.recovery / 60),
        "last_minutes": round(policy.no_high_risk_last / 60),
        **{name: round(getattr(policy, name)) for name in MODE_FIELDS},
    }
