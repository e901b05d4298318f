"""What theory says of one queue of identical people: to know that the simulator does not invent.

Erlang C (nobody gives up) and Erlang A (exponential patience). Source: Garnett, Mandelbaum, Reiman, *Designing a call
center with impatient customers*, 2002.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Theory:
    """`within` is the share of all callers answered within the time asked for; shares from 0 to 1, waits in seconds."""

    waits: float
    within: float
    abandoned: float
    mean_wait: float


def erlang_a(
    *, people: int, calls_an_hour: float, handle_mean: float, patience_mean: float | None, seconds: float
) -> Theory:
    """The steady state. `patience_mean` None is Erlang C, which needs fewer calls than people can take: ValueError otherwise."""
    rate, served = calls_an_hour / 3600, 1 / handle_mean
    leaves = 1 / patience_mean if patience_mean else 0.0
    if not leaves and rate >= people * served:
        raise ValueError(
            f"{calls_an_hour:g} calls an hour are more than {people} people can take: the line never ends."
        )
    share = _steady_state(people, rate, served, leaves)
    queue = np.arange(len(share) - people)  # how many wait, when everyone is busy
    waiting = share[people:]
    mean_queue = float((queue * waiting).sum())
    return Theory(
        waits=float(waiting.sum()),
        within=float(share[:people].sum()) + _answered_within(waiting, people * served, leaves, seconds),
        abandoned=leaves * mean_queue / rate,
        mean_wait=mean_queue / rate,
    )


def _steady_state(people: int, rate: float, served: float, leaves: float) -> NDArray[np.float64]:
    """Share of the time with so many in the system: float64, shape (states,). Cut where it no longer counts."""
    logs = [0.0]
    while len(logs) < people + 2 or logs[-1] > max(logs) - 40:
        number = len(logs)
        out = min(number, people) * served + max(0, number - people) * leaves
        logs.append(logs[-1] + float(np.log(rate / out)))
    share: NDArray[np.float64] = np.exp(np.array(logs) - max(logs))
    share /= share.sum()
    return share


def _answered_within(waiting: NDArray[np.float64], serving: float, leaves: float, seconds: float) -> float:
    """The share that finds everyone busy and is answered in time: a pure death chain, one place ahead less at a time.

    Solved by uniformization: at each beat of the fastest rate, a step forward, a departure of one's own, or nothing.
    """
    ahead = waiting.copy()
    places = np.arange(len(ahead))
    fastest = serving + leaves * (len(ahead) + 1)
    step = (serving + leaves * places) / fastest
    stay = 1 - step - leaves / fastest
    beats = fastest * seconds
    answered, done, chance, passed = 0.0, 0.0, np.exp(-beats), 0.0
    for beat in range(int(beats + 10 * np.sqrt(beats) + 20)):
        answered += chance * done
        passed += chance
        done += float(ahead[0] * step[0])
        ahead = ahead * stay + np.append((ahead * step)[1:], 0.0)
        chance *= beats / (beat + 1)
    return float(answered + (1 - passed) * done)
