"""A calendar that any calendar program reads, and that rings by the clinic's clock."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from patients.calendar_feed import Course, Feed, escaped, folded
from patients.reminding import Plan

NOW = datetime(2026, 11, 22, 20, tzinfo=UTC)
COURSE = Course(Plan(frozenset({0, 2}), hour=8), date(2026, 11, 24), date(2027, 1, 18))


def lines(zone="Europe/Berlin", course: Course | None = COURSE, title="Elm") -> list[str]:
    feed = Feed("reminder-1@elm.example", title, "https://elm.example/my/", ZoneInfo(zone), course)
    text = feed.text(NOW)
    assert text.endswith("END:VCALENDAR\r\n")
    return text.replace("\r\n ", "").split("\r\n")


def value(name: str, found: list[str]) -> str:
    return next(line.partition(":")[2] for line in found if re.match(f"{name}[:;]", line))


def test_days_and_hour_until_the_last_day():
    found = lines()
    event = found[found.index("BEGIN:VEVENT") :]
    assert "DTSTART;TZID=Europe/Berlin:20261125T080000" in event  # the first Wednesday
    assert value("RRULE", event) == "FREQ=WEEKLY;UNTIL=20270118T225959Z;BYDAY=MO,WE"
    assert (value("UID", event), value("SUMMARY", event)) == ("reminder-1@elm.example", "Elm")
    assert "TRIGGER:PT0S" in event


def test_while_nothing_is_to_be_done_it_is_empty():
    assert "BEGIN:VEVENT" not in lines(course=None)
    short = Course(COURSE.plan, date(2026, 11, 26), date(2026, 11, 28))
    assert "BEGIN:VEVENT" not in lines(course=short)


def offset_told(found: list[str], local: datetime) -> timedelta:
    """What a calendar program makes of the time zone: the last change before a local time."""
    block = found[found.index("BEGIN:VTIMEZONE") : found.index("END:VTIMEZONE")]
    starts = [line.partition(":")[2] for line in block if line.startswith("DTSTART")]
    offsets = [line.partition(":")[2] for line in block if line.startswith("TZOFFSETTO")]
    told = "+0000"
    for start, offset in zip(starts, offsets, strict=True):
        if datetime.strptime(start, "%Y%m%dT%H%M%S") <= local:
            told = offset
    minutes = int(told[1:3]) * 60 + int(told[3:])
    return timedelta(minutes=-minutes if told[0] == "-" else minutes)


@pytest.mark.parametrize(
    "name",
    [
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",  # by half an hour
        "Asia/Kathmandu",  # never
        "Africa/Casablanca",  # four times a year or so
        "America/St_Johns",
        "UTC",
    ],
)
def test_the_time_zone_is_told_as_it_is(name):
    zone, first = ZoneInfo(name), date(2026, 1, 5)
    found = lines(name, Course(COURSE.plan, first, first + timedelta(days=360)))
    for day in range(360):
        for hour in (0, 5, 8, 13, 22):
            local = datetime(2026, 1, 5, hour) + timedelta(days=day)
            if local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).hour == hour:
                assert offset_told(found, local) == local.replace(tzinfo=zone).utcoffset(), local


def test_no_name_breaks_out_of_its_line():
    title = "Elm; Hips, Backs \\ Co\r\nBEGIN:VEVENT"
    found = lines(title=title)
    assert value("SUMMARY", found) == "Elm\\; Hips\\, Backs \\\\ Co BEGIN:VEVENT"
    assert found.count("BEGIN:VEVENT") == 1
    assert escaped("a\nb") == "a b"


def test_lines_are_folded_between_letters():
    pieces = list(folded("SUMMARY:" + "ñ" * 200))
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert "".join([pieces[0], *(piece[1:] for piece in pieces[1:])]) == "SUMMARY:" + "ñ" * 200
