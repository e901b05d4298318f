"""A patrol made into hours of presence: by hour of the clock, by area or by cell. No Django here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Position:
    """Where the team was at an instant, as its device tells."""

    at: datetime
    cell: int


@dataclass(frozen=True)
class Span:
    """From when to when, and where: in whole areas (their primary keys), or at positions; neither when nobody said."""

    starts_at: datetime
    ends_at: datetime
    areas: tuple[int, ...] = ()
    positions: tuple[Position, ...] = ()


@dataclass(frozen=True)
class Piece:
    """Some seconds of one hour of the clock, in one area, in one cell, or nobody said where."""

    starts_at: datetime
    seconds: int
    area: int | None = None
    cell: int | None = None


def pieces_of(span: Span, *, zone: ZoneInfo) -> Iterator[Piece]:
    """Every second of the patrol once: a day's rhythm needs the hour, a map the place.

    Several areas share each hour evenly. A position holds from halfway to the one before until halfway to the next.
    """
    if span.positions:
        for starts_at, ends_at, cell in _stays(span):
            for start, seconds in hours_of(starts_at, ends_at, zone=zone):
                yield Piece(start, seconds, cell=cell)
        return
    for start, seconds in hours_of(span.starts_at, span.ends_at, zone=zone):
        places: Sequence[int | None] = span.areas or (None,)
        for area, share in zip(places, shares(seconds, len(places)), strict=True):
            if share:
                yield Piece(start, share, area=area)


def hours_of(starts_at: datetime, ends_at: datetime, *, zone: ZoneInfo) -> Iterator[tuple[datetime, int]]:
    """The parts of a time that lie in each hour of the clock in `zone`, with their seconds."""
    while starts_at < ends_at:
        here = starts_at.astimezone(zone)
        left = timedelta(hours=1) - timedelta(minutes=here.minute, seconds=here.second, microseconds=here.microsecond)
        until = min(starts_at + left, ends_at)
        if seconds := round((until - starts_at).total_seconds()):
            yield starts_at, seconds
        starts_at = until


def shares(seconds: int, parts: int) -> list[int]:
    """Whole seconds, as even as can be; their sum is what was shared."""
    each, left = divmod(seconds, parts)
    return [each + (place < left) for place in range(parts)]


def _stays(span: Span) -> Iterator[tuple[datetime, datetime, int]]:
    within = sorted((one for one in span.positions), key=lambda one: one.at)
    starts_at = span.starts_at
    for one, following in zip(within, [*within[1:], None], strict=True):
        halfway = one.at + (following.at - one.at) / 2 if following else span.ends_at
        whole = span.starts_at + timedelta(seconds=round((halfway - span.starts_at).total_seconds()))
        until = min(max(whole, starts_at), span.ends_at) if following else span.ends_at
        yield starts_at, until, one.cell
        starts_at = until
