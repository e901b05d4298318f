"""The rules of other systems as policies of this router, so that they are compared on the same days.

Only their rules of routing are theirs: writing time and rest are the same for all. Sources: Asterisk's queues.conf and
queuerules.conf samples; the public workflow of Kids Help Phone; the published order of the US 988 network.
"""

from collections.abc import Mapping
from dataclasses import replace

from tuque.contact_centre.routing.policy import Policy, Preference, Reach, Step
from tuque.contact_centre.routing.values import Risk

OURS = Policy(
    steps=(Step(0, Reach.LOCAL), Step(10, Reach.EVERYONE)),
    reserves={"fr": 5},
    reserve_ends_after=60.0,
)
# No order by risk, no reserve, no thought for languages.
PLAIN = Policy(
    steps=(Step(0, Reach.EVERYONE),),
    head_starts=dict.fromkeys(Risk, 0.0),
    cut_off=0.0,
    slow_lane=0.0,
    high_risk_at_once=False,
    repeat_within=0.0,
    push_after={},
    prefer=(Preference.LONGEST_READY,),
)


def _asterisk(*prefer: Preference) -> Policy:
    return replace(PLAIN, prefer=prefer)


POLICIES: Mapping[str, Policy] = {
    "tuque": OURS,
    "longest-idle": PLAIN,
    # Everyone rings and the first to press has the call: who that is, is drawn by lot.
    "asterisk-ringall": _asterisk(Preference.RANDOM),
    "asterisk-leastrecent": _asterisk(Preference.LEAST_RECENT),
    "asterisk-fewestcalls": _asterisk(Preference.FEWEST_CALLS),
    "asterisk-random": _asterisk(Preference.RANDOM),
    "asterisk-rrmemory": _asterisk(Preference.ROUND_ROBIN),
    "asterisk-rrordered": _asterisk(Preference.ROUND_ROBIN),
    "asterisk-linear": _asterisk(Preference.FIXED_ORDER),
    "asterisk-wrandom": _asterisk(Preference.WEIGHTED_RANDOM),
    # Penalties by distance, the band widened by a rule after 20 s: the usual way to ask one's own site first.
    "asterisk-penalties": replace(
        PLAIN,
        steps=(Step(0, Reach.LOCAL), Step(20, Reach.EVERYONE)),
        prefer=(Preference.NEAREST, Preference.LEAST_RECENT),
    ),
    # Kids Help Phone: 210 s for levels above 4, then 390 s for any level, then everyone.
    "kids-help-phone": replace(
        PLAIN,
        steps=(Step(0, Reach.EVERYONE, 5), Step(210, Reach.EVERYONE, 1), Step(600, Reach.EVERYONE, 1)),
        prefer=(Preference.LEVEL, Preference.LONGEST_READY),
    ),
    # The centre of the area code rings; the national backup comes after two minutes (the time is our assumption).
    "us-988": replace(
        PLAIN,
        steps=(Step(0, Reach.LOCAL), Step(120, Reach.EVERYONE)),
        prefer=(Preference.NEAREST, Preference.LONGEST_READY),
    ),
    # Seven centres that never help one another.
    "silos": replace(PLAIN, steps=(Step(0, Reach.LOCAL),)),
}
