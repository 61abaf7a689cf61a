"""
A calendar of reminders that other programs read (RFC 5545). No Django here.

It says the clinic's name, days and an hour: nothing about health.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from patients.reminding import Plan

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LINE = 75  # octets, the break aside
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Course:
    """What stands in a calendar: from one day to another, on the days and at the hour of a plan."""

    plan: Plan
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Feed:
    """Whose calendar it is, in words, and where its entries lead; `course` is none while paused."""

    uid: str
    title: str
    address: str
    zone: ZoneInfo
    course: Course | None

    def text(self, now: datetime) -> str:
        """The calendar as it is sent: lines of 75 octets, each with its own break."""
        return "".join(f"{line}\r\n" for one in self._lines(now) for line in folded(one))

    def _lines(self, now: datetime) -> Iterator[str]:
        yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Hipwise//Reminders//EN")
        yield from ("CALSCALE:GREGORIAN", "METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(self.title)}")
        yield from ("REFRESH-INTERVAL;VALUE=DURATION:PT12H", "X-PUBLISHED-TTL:PT12H")
        today = now.astimezone(self.zone).date()
        course = self.course
        first, last = (course.first, course.last) if course else (today, today)
        yield from _time_zone(self.zone, first, last)
        if course:
            yield from self._event(course, now)
        yield "END:VCALENDAR"

    def _event(self, course: Course, now: datetime) -> Iterator[str]:
        plan, days = course.plan, sorted(course.plan.days)
        ahead = (course.first + timedelta(days=n) for n in range(7))
        starts_on = next(day for day in ahead if day.weekday() in plan.days)
        if starts_on > course.last:
            return
        until = datetime.combine(course.last, time(23, 59, 59), self.zone).astimezone(UTC)
        yield from ("BEGIN:VEVENT", f"UID:{self.uid}", f"DTSTAMP:{_utc(now)}")
        yield f"DTSTART;TZID={self.zone.key}:{_local(datetime.combine(starts_on, time(plan.hour)))}"
        yield "DURATION:PT15M"
        by_day = ",".join(DAYS[day] for day in days)
        yield f"RRULE:FREQ=WEEKLY;UNTIL={_utc(until)};BYDAY={by_day}"
        yield from (f"SUMMARY:{escaped(self.title)}", f"URL:{self.address}")
        yield from ("CLASS:PRIVATE", "TRANSP:TRANSPARENT")
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:PT0S")
        yield from (f"DESCRIPTION:{escaped(self.title)}", "END:VALARM", "END:VEVENT")


def escaped(text: str) -> str:
    """Text as a calendar holds it: no break in it ends its line."""
    plain = " ".join(text.split())
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def folded(line: str) -> Iterator[str]:
    """A line in pieces of 75 octets, never through a letter; each but the first begins blank."""
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > LINE:
            yield piece
            piece = " "
        piece += letter
    yield piece


def _time_zone(zone: ZoneInfo, first: date, last: date) -> Iterator[str]:
    """What the clock shows from a day before to a day after: once at first, then each change."""
    yield from ("BEGIN:VTIMEZONE", f"TZID:{zone.key}")
    moment = datetime.combine(first - DAY, time(), UTC)
    end = datetime.combine(last + 2 * DAY, time(), UTC)
    yield from _observed(zone, moment, moment)
    while moment < end:
        if _offset(moment, zone) != _offset(moment + DAY, zone):
            change = _change(moment, moment + DAY, zone)
            yield from _observed(zone, change - MINUTE, change)
        moment += DAY
    yield "END:VTIMEZONE"


def _observed(zone: ZoneInfo, before: datetime, moment: datetime) -> Iterator[str]:
    """From `moment` on: its local time is told by the clock of before, as the standard wants it."""
    here, offset = moment.astimezone(zone), _offset(before, zone)
    kind = "DAYLIGHT" if here.dst() else "STANDARD"
    yield from (f"BEGIN:{kind}", f"DTSTART:{_local(moment.replace(tzinfo=None) + offset)}")
    yield from (f"TZOFFSETFROM:{_sign(offset)}", f"TZOFFSETTO:{_sign(_offset(moment, zone))}")
    yield from (f"TZNAME:{here.tzname()}", f"END:{kind}")


def _change(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """The minute in between at which the clock jumps."""
    before = _offset(early, zone)
    while late - early > MINUTE:
        middle = early + ((late - early) / 2 // MINUTE) * MINUTE
        if _offset(middle, zone) == before:
            early = middle
        else:
            late = middle
    return late


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _sign(offset: timedelta) -> str:
    minutes = abs(offset) // MINUTE
    return f"{'-' if offset < timedelta() else '+'}{minutes // 60:02}{minutes % 60:02}"


def _local(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%S}"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
