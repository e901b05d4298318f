"""Hours as one would say them, in both languages."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from tuque.directory import opening
from tuque.directory.finder import hours as spoken
from tuque.directory.opening import Hours, Rule, Special

pytestmark = pytest.mark.once

MONDAY = datetime(2026, 3, 2, 18, tzinfo=UTC)
SUNDAY = datetime(2026, 3, 1, 18, tzinfo=UTC)
WEEKDAYS = Rule(byday="MO,TU,WE,TH,FR", opens_at="09:00", closes_at="17:00")


def said(*rules, at=MONDAY, lang="en", **more):
    known = {"verified_on": date(2026, 2, 1), **more}
    with translation.override(lang):
        told = spoken.told(Hours(rules, ZoneInfo("America/Winnipeg"), **known), at=at, reader=lang)
    return (
        [line.replace("\xa0", " ") for line in told.week],
        told.today.replace("\xa0", " "),
        [line.replace("\xa0", " ") for line in told.soon],
    )


@pytest.mark.parametrize(
    ("rules", "english", "french"),
    [
        ([WEEKDAYS], ["Monday to Friday, 9 a.m. to 5 p.m."], ["Lundi à vendredi, de 9 h à 17 h"]),
        (
            [Rule(byday="TU,SA", opens_at="17h30", closes_at="00:30")],
            ["Tuesday and Saturday, 5:30 p.m. to 12:30 a.m."],
            ["Mardi et samedi, de 17 h 30 à 0 h 30"],
        ),
        (
            [WEEKDAYS, Rule(byday="WE", opens_at="18:00", closes_at="20:00")],
            [
                "Monday, Tuesday, Thursday and Friday, 9 a.m. to 5 p.m.",
                "Wednesday, 9 a.m. to 5 p.m. and 6 p.m. to 8 p.m.",
            ],
            [
                "Lundi, mardi, jeudi et vendredi, de 9 h à 17 h",
                "Mercredi, de 9 h à 17 h et de 18 h à 20 h",
            ],
        ),
        (
            [Rule(freq="DAILY", opens_at="00:00", closes_at="00:00")],
            ["Every day, day and night"],
            ["Tous les jours, jour et nuit"],
        ),
        (
            [Rule(freq="MONTHLY", byday="1MO", opens_at="10:00", closes_at="12:00")],
            ["The first Monday of the month, 10 a.m. to noon"],
            ["Le premier lundi du mois, de 10 h à 12 h"],
        ),
        (
            [Rule(byday="XX", opens_at="9:00", closes_at="10:00"), Rule(byday="MO", opens_at="soon", closes_at="late")],
            [],
            [],
        ),
        ([Rule(byday="MO", opens_at="9:00", closes_at="10:00", valid_to="2025-01-01")], [], []),
        (
            [Rule(freq="WEEKLY", dtstart="2026-01-07", opens_at="9:00", closes_at="10:00")],
            ["Wednesday, 9 a.m. to 10 a.m."],
            ["Mercredi, de 9 h à 10 h"],
        ),
        ([Rule(freq="WEEKLY", opens_at="9:00", closes_at="10:00")], [], []),
        (
            [Rule(freq="MONTHLY", dtstart="2026-01-15", opens_at="9:00", closes_at="10:00")],
            ["The 15th of the month, 9 a.m. to 10 a.m."],
            ["Le 15 du mois, de 9 h à 10 h"],
        ),
        (
            [Rule(bymonthday="1,22,-1", opens_at="9:00", closes_at="10:00")],
            ["The 1st and 22nd of the month and the last day of the month, 9 a.m. to 10 a.m."],
            ["Les 1er et 22 du mois et le dernier jour du mois, de 9 h à 10 h"],
        ),
        (
            [Rule(byday="MO", interval="2", dtstart="2026-01-05", opens_at="9:00", closes_at="10:00")],
            ["March 2, 2026, March 16, 2026 and March 30, 2026, 9 a.m. to 10 a.m."],
            ["2 mars 2026, 16 mars 2026 et 30 mars 2026, de 9 h à 10 h"],
        ),
    ],
)
def test_a_week_is_said_in_words(rules, english, french):
    assert said(*rules)[0] == english
    assert said(*rules, lang="fr")[0] == french


@pytest.mark.parametrize(
    "rule",
    [
        Rule(freq="WEEKLY", dtstart="2026-01-07"),
        Rule(freq="MONTHLY", dtstart="2026-01-15"),
        Rule(freq="YEARLY", dtstart="2025-07-01"),
        Rule(freq="DAILY", interval="3", dtstart="2026-03-01"),
        Rule(freq="WEEKLY", byday="MO,WE", count="200", dtstart="2026-01-05"),
        Rule(freq="WEEKLY", byday="SU", byweekno="12,14"),
    ],
)
def test_what_open_now_understands_has_words(rule):
    timed = replace(rule, opens_at="09:00", closes_at="10:00")
    hours = Hours((timed,), ZoneInfo("America/Winnipeg"), verified_on=date(2026, 2, 1))

    opens = [
        day for day in (date(2026, 3, 2) + timedelta(number) for number in range(366)) if opening.spans_of(hours, day)
    ]

    assert opens
    assert said(timed)[0]


def test_today_is_said_only_where_it_is_known():
    assert said(WEEKDAYS)[1] == "Today: 9 a.m. to 5 p.m."
    assert said(WEEKDAYS, at=SUNDAY)[1] == "Closed today."
    assert said(WEEKDAYS, at=SUNDAY, lang="fr")[1] == "Fermé aujourd’hui."
    assert said(WEEKDAYS, verified_on=date(2025, 1, 1))[1] == ""
    assert said(WEEKDAYS, is_holiday=lambda _day: True)[1] == "Holiday today: call first."
    assert said(WEEKDAYS, is_holiday=lambda _day: True, on_holidays="closed")[1] == "Closed today, a holiday."


def test_days_that_differ_are_told_ahead_with_their_reason():
    closed = Special(date(2026, 3, 6), date(2026, 3, 8), reason_en="flood", reason_fr="inondation")
    late = Special(date(2026, 3, 9), date(2026, 3, 9), time(13), time(17))
    far = Special(date(2026, 7, 1), date(2026, 7, 1))

    assert said(WEEKDAYS, specials=[late, closed, far])[2] == [
        "March 6, 2026 to March 8, 2026, closed (flood)",
        "March 9, 2026, 1 p.m. to 5 p.m.",
    ]
    assert said(WEEKDAYS, specials=[closed], lang="fr")[2] == ["Du 6 mars 2026 au 8 mars 2026, fermé (inondation)"]
