"""The reference day through the router: 42 people of seven centres, 75 calls an hour, a fifth in French."""

import time

from tuque.bench.result import Figure, Result, Yardstick
from tuque.contact_centre.simulator.day import BOTH, busy_hour
from tuque.contact_centre.simulator.peers import OURS, POLICIES
from tuque.contact_centre.simulator.results import Results, summarize
from tuque.contact_centre.simulator.running import run_day
from tuque.contact_centre.simulator.tables import HANDLE, PATIENCE, without_writing
from tuque.contact_centre.simulator.theory import erlang_a

LARGE = 5000


def run(*, quick: bool) -> Result:
    """Draw days under our policy and, beside it, in seven silos and under the plainest queue; and time one large day."""
    days = 10 if quick else 40
    ours, plain, silos = (drawn(name, days) for name in ("tuque", "longest-idle", "silos"))
    english, french, everyone = ours.of("language", "en"), ours.of("language", "fr"), ours.of("all")
    theory = erlang_a(people=42, calls_an_hour=75, handle_mean=HANDLE, patience_mean=PATIENCE, seconds=20)
    return Result(
        "line",
        [
            Figure("within_20s_pct_en", english.within_20.mean, "%", 95, at_most=False),
            Figure("within_20s_pct_fr", french.within_20.mean, "%", 95, at_most=False),
            Figure("french_gap_points", abs(english.within_20.mean - french.within_20.mean), "points", 1),
            Figure("abandoned_pct", everyone.abandoned.mean, "%", 2),
            Figure("local_pct", everyone.local.mean, "%"),
            Figure("day_of_5000_contacts_s", large_day(), "s", 2),
        ],
        [
            Yardstick("erlang_a_all_bilingual_within_20s_pct", 100 * theory.within, "%"),
            Yardstick("erlang_a_all_bilingual_abandoned_pct", 100 * theory.abandoned, "%"),
            Yardstick("seven_silos_within_20s_pct", silos.of("all").within_20.mean, "%"),
            Yardstick("seven_silos_abandoned_pct", silos.of("all").abandoned.mean, "%"),
            Yardstick("longest_idle_within_20s_pct_fr", plain.of("language", "fr").within_20.mean, "%"),
        ],
        [
            f"{days} drawn days of 24 busy hours; 30 people speak English, 12 speak both; short waits (under 10 s) apart.",
            "Erlang A is one queue of 42 people who all speak both: what no rule can pass.",
        ],
    )


def drawn(name: str, days: int) -> Results:
    policy = without_writing(POLICIES[name])
    return summarize([run_day(busy_hour(), policy, seed=seed) for seed in range(days)])


def large_day() -> float:
    """Seconds to simulate a day of 5,000 contacts, people in proportion."""
    day = busy_hour(people=((BOTH, 116),), calls_an_hour=LARGE / 24)
    started = time.perf_counter()
    run_day(day, without_writing(OURS), seed=1)
    return time.perf_counter() - started
