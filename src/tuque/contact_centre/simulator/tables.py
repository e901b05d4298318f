"""The tables of docs/explanation/routing.md: ours beside theory, beside the research's figures, beside peers' rules."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from tuque.contact_centre.routing.policy import Policy, Preference, Reach, Step
from tuque.contact_centre.routing.values import Channel
from tuque.contact_centre.simulator.day import BOTH, EN, FR, Day, busy_hour
from tuque.contact_centre.simulator.peers import PLAIN, POLICIES
from tuque.contact_centre.simulator.results import Estimate, Results, estimate, summarize
from tuque.contact_centre.simulator.running import Ran, run_day
from tuque.contact_centre.simulator.theory import Theory, erlang_a

HANDLE, PATIENCE = 24.7 * 60, 180.0
EVERYONE = (Step(0, Reach.EVERYONE),)
Tell = Callable[[int], None]


def without_writing(policy: Policy) -> Policy:
    """The tables' handle time holds everything: no writing after it, no rest."""
    return replace(policy, wrap_up=dict.fromkeys(Channel, 0.0), recovery=0.0)


@dataclass(frozen=True)
class Row:
    """`theirs` is what the research's own calculation has, as it wrote it."""

    label: str
    theirs: Sequence[str]
    day: Day
    policy: Policy


def run_row(row: Row, *, days: int, tell: Tell) -> Results:
    ran: list[Ran] = []
    for seed in range(days):
        ran.append(run_day(row.day, without_writing(row.policy), seed=seed))
        tell(1)
    return summarize(ran)


def pooling() -> Iterator[Row]:
    for people, pooled, silos in (
        (35, ("87 %", "4.7 %"), ("70 %", "20.3 %")),
        (39, ("95 %", "-"), ("-", "-")),
        (42, ("98 %", "0.6 %"), ("81 %", "12.1 %")),
        (49, ("~100 %", "<0.1 %"), ("90 %", "6.6 %")),
        (56, ("-", "-"), ("95 %", "3.2 %")),
        (63, ("-", "-"), ("97 %", "1.5 %")),
    ):
        day = busy_hour(people=((BOTH, people),))
        yield Row(f"{people} pooled", pooled, day, replace(PLAIN, steps=EVERYONE))
        yield Row(f"{people} in seven silos", silos, day, POLICIES["silos"])


def overflow() -> Iterator[Row]:
    day = busy_hour(people=((BOTH, 42),))
    prefer = (Preference.NEAREST, Preference.LONGEST_READY)
    never = replace(PLAIN, steps=(Step(0, Reach.LOCAL),), prefer=prefer)
    yield Row("never", ("82 %", "11.9 %", "100 %"), day, never)
    for after, theirs in (
        (90, ("81 %", "6.8 %", "91 %")),
        (40, ("80 %", "4.2 %", "85 %")),
        (20, ("86 %", "2.4 %", "82 %")),
        (15, ("97 %", "2.0 %", "79-81 %")),
        (12, ("97 %", "2.0 %", "79-81 %")),
        (0, ("99 %", "0.5 %", "78 %")),
    ):
        steps = (Step(0, Reach.LOCAL), Step(after, Reach.EVERYONE)) if after else EVERYONE
        yield Row(f"{after} s", theirs, day, replace(PLAIN, steps=steps, prefer=prefer))


def reserves() -> Iterator[Row]:
    plain = replace(PLAIN, prefer=(Preference.SPARE_LANGUAGES, Preference.LONGEST_READY), reserve_ends_after=1e9)
    shared = busy_hour(people=((EN, 30), (BOTH, 12)))
    for label, people, policy, theirs in (
        ("34 English, 8 French only", ((EN, 34), (FR, 8)), plain, ("97.7 / 0.9", "82.4 / 10.8")),
        ("34 English, 8 bilingual", ((EN, 34), (BOTH, 8)), plain, ("99.2 / 0.3", "80.0 / 12.2")),
        ("30 English, 12 bilingual", ((EN, 30), (BOTH, 12)), plain, ("98.8 / 0.4", "94.7 / 2.8")),
    ):
        yield Row(label, theirs, busy_hour(people=people), policy)
    kept = replace(plain, reserves={"fr": 2})
    yield Row("30 English, 12 bilingual, 2 kept free", ("97.0 / 1.1", "96.6 / 1.7"), shared, kept)
    yield Row("42 bilingual", ("98.4 / 0.6", "98.8 / 0.3"), busy_hour(people=((BOTH, 42),)), plain)


def peers() -> Iterator[Row]:
    for name, policy in POLICIES.items():
        yield Row(name, (), busy_hour(), policy)


GRID = (
    (35, 75.0, PATIENCE),
    (42, 75.0, PATIENCE),
    (20, 40.0, 60.0),
    (10, 24.0, 300.0),
    (38, 75.0, None),
    (16, 30.0, None),
)


def grid_row(
    people: int, calls: float, patience: float | None, *, days: int, tell: Tell
) -> tuple[Theory, Results, Estimate]:
    """Theory, the simulator's results, and its share of all callers answered within 20 s (theory counts short waits too)."""
    theory = erlang_a(people=people, calls_an_hour=calls, handle_mean=HANDLE, patience_mean=patience, seconds=20)
    day = busy_hour(people=((BOTH, people),), calls_an_hour=calls, patience_mean=patience or 0.0)
    ran = [run_day(day, without_writing(PLAIN), seed=seed) for seed in range(days)]
    tell(days)
    return theory, summarize([settled(one) for one in ran]), _within(ran)


def settled(ran: Ran) -> Ran:
    """Without the first hours, when the day began with an empty house, and the last, which are answered after midnight."""
    contacts = [seen for seen in ran.contacts if 4 * 3600 <= seen.at < 22 * 3600]
    return replace(ran, contacts=contacts)


def _within(ran: Sequence[Ran]) -> Estimate:
    shares = []
    for one in ran:
        contacts = settled(one).contacts
        quick = sum(seen.answered_at is not None and seen.answered_at - seen.at <= 20 for seen in contacts)
        shares.append(100 * quick / max(1, len(contacts)))
    return estimate(shares)


@dataclass(frozen=True)
class Written:
    """Every table, as Markdown; and each of the rules of others as it did, for a picture."""

    text: str
    peers: dict[str, Results]


def written(*, days: int, tell: Tell) -> Written:
    others = {row.label: run_row(row, days=days, tell=tell) for row in peers()}
    parts = [
        _theory_table(days, tell),
        _table("Pooling", ["staff", "within 20 s", "theirs", "abandoned", "theirs"], pooling(), _two, days, tell),
        _table(
            "Local first, then everyone after",
            ["timer", "within 20 s", "theirs", "abandoned", "theirs", "local", "theirs"],
            overflow(),
            _three,
            days,
            tell,
        ),
        _table(
            "Two languages (within 20 s / abandoned)",
            ["people", "English", "theirs", "French", "theirs"],
            reserves(),
            _by_language,
            days,
            tell,
        ),
        _markdown(
            "The rules of others on the reference day",
            ["rules", "English", "French", "gap", "abandoned", "local"],
            [[name, *_of_peers(results)] for name, results in others.items()],
        ),
    ]
    return Written("\n\n".join(parts), others)


def steps_of(days: int) -> int:
    """How many drawn days all the tables take."""
    rows = [*pooling(), *overflow(), *reserves(), *peers()]
    return days * (len(rows) + len(GRID))


def _theory_table(days: int, tell: Tell) -> str:
    lines = []
    for people, calls, patience in GRID:
        theory, _results, within = grid_row(people, calls, patience, days=days, tell=tell)
        label = f"{people} people, {calls:g} calls/h, " + (
            f"patience {patience:g} s" if patience else "endless patience"
        )
        lines.append([label, f"{100 * theory.within:.1f} %", _band(within)])
    return _markdown("Theory (answered within 20 s, of all calls)", ["", "Erlang A or C", "ours"], lines)


def _table(
    title: str,
    head: list[str],
    rows: Iterator[Row],
    cells: Callable[[Row, Results], list[str]],
    days: int,
    tell: Tell,
) -> str:
    return _markdown(title, head, [[row.label, *cells(row, run_row(row, days=days, tell=tell))] for row in rows])


def _two(row: Row, results: Results) -> list[str]:
    group = results.of("all")
    return [_band(group.within_20), row.theirs[0], _band(group.abandoned), row.theirs[1]]


def _three(row: Row, results: Results) -> list[str]:
    return [*_two(row, results), _band(results.of("all").local), row.theirs[2]]


def _by_language(row: Row, results: Results) -> list[str]:
    cells: list[str] = []
    for place, language in enumerate(("en", "fr")):
        group = results.of("language", language)
        cells += [f"{group.within_20.mean:.1f} / {group.abandoned.mean:.1f}", row.theirs[place]]
    return cells


def _of_peers(results: Results) -> list[str]:
    english, french = results.of("language", "en"), results.of("language", "fr")
    everyone = results.of("all")
    gap = f"{english.within_20.mean - french.within_20.mean:.1f}"
    return [
        _band(english.within_20),
        _band(french.within_20),
        gap,
        _band(everyone.abandoned),
        f"{everyone.local.mean:.0f} %",
    ]


def _band(estimate: Estimate) -> str:
    return f"{estimate.mean:.1f} % ± {estimate.high - estimate.mean:.1f}"


def _markdown(title: str, head: list[str], rows: list[list[str]]) -> str:
    lines = [f"**{title}**", "", "| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])
