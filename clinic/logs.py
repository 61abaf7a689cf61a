"""
The log: one JSON object a line, made of a list of allowed keys and of nothing else.

Messages of others are never printed: Django and its libraries quote addresses, values and
whole rows in them. An error is its type and place; an error of the database also its code.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from clinic.request_ids import current_request_id

PROJECT = Path(__file__).resolve().parent.parent
OURS = "hipwise."
# What a line may say beyond when, how bad, from where: set by `extra=` at the call.
ALLOWED = ("route", "method", "status", "ms", "directive", "count", "head", "job")

ErrorInfo = tuple[type[BaseException], BaseException, TracebackType | None]


class JsonLines(logging.Formatter):
    """Writes a record as JSON, with the keys that are allowed."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
        }
        if request_id := current_request_id.get():
            line["request"] = request_id
        if record.name.startswith(OURS):
            line["event"] = record.getMessage()
        elif isinstance(record.msg, str) and record.args:
            line["event"] = record.msg  # its form only; what would be filled in is left out
        line |= {key: record.__dict__[key] for key in ALLOWED if key in record.__dict__}
        if record.exc_info and record.exc_info[0] is not None:
            line |= told(record.exc_info)
        return json.dumps(line)


def told(info: ErrorInfo) -> dict[str, str]:
    """An error by its type and place: the last line of ours, and the one that raised it."""
    kind, error, trace = info
    said = {"error": kind.__name__}
    frames = traceback.extract_tb(trace)
    if frames:
        ours = [one for one in frames if _is_ours(one.filename)]
        said["place"] = _place((ours or frames)[-1])
        said["raised"] = _place(frames[-1])
    if code := _database_code(error):
        said["sqlstate"] = code
    return said


def _is_ours(filename: str) -> bool:
    path = Path(filename)
    return path.is_relative_to(PROJECT) and ".venv" not in path.parts


def _place(frame: traceback.FrameSummary) -> str:
    path = Path(frame.filename)
    short = path.relative_to(PROJECT) if _is_ours(frame.filename) else Path(*path.parts[-3:])
    return f"{short}:{frame.lineno}"


def _database_code(error: BaseException | None) -> str:
    """What the database calls the error: SQLSTATE, or SQLite's name for it."""
    while error is not None:
        code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
        if code:
            return str(code)
        error = error.__cause__
    return ""
