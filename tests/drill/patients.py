"""Patients who log one session after the other, and send each again until it is taken."""

import http.client
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

CSRF = "d" * 32
PATIENCE = 90  # seconds for one answer, and for one session to be taken
PAUSE = 0.1
STEADY, GRACEFUL, HARSH = range(3)
TAKEN, BUSY, REFUSED, CUT, WRONG = "taken", "503 in words", "refused", "cut off", "wrong"


@dataclass
class Notes:
    """What all patients saw."""

    acknowledged: dict[str, int] = field(default_factory=dict)
    taken_at: list[tuple[float, float]] = field(default_factory=list)
    answers: Counter[tuple[int, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    phase: int = STEADY

    def first_taken_since(self, moment: float) -> float | None:
        """When the first session was taken that was sent after a moment."""
        ends = [end for began, end in self.taken_at[-200:] if began >= moment]
        return min(ends, default=None)


@dataclass
class LoggingPatient:
    port: int
    session: str
    typed: dict[str, str]
    notes: Notes
    stopped: threading.Event

    def live(self) -> None:
        while not self.stopped.is_set():
            self.log(str(uuid4()))

    def log(self, key: str) -> None:
        """One session, under one key however often it has to be sent."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            phase, began = self.notes.phase, time.monotonic()
            answer, said = self._send(key)
            # What began before or ended after a phase is of the harsher neighbour.
            self.notes.answers[max(phase, self.notes.phase), answer] += 1
            if answer == TAKEN:
                self.notes.acknowledged[key] = int(said)
                self.notes.taken_at.append((began, time.monotonic()))
                return
            if answer == WRONG:
                self.notes.wrong.append(said)
            time.sleep(PAUSE)
        self.notes.given_up.append(key)

    def _send(self, key: str) -> tuple[str, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {
            "Cookie": f"hipwise-session={self.session}; hipwise-csrf={CSRF}",
            "X-CSRFToken": CSRF,
            "Origin": f"http://127.0.0.1:{self.port}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        # The key is said in the note, too: so a session stored twice is seen under any key.
        body = urlencode(self.typed | {"key": key, "note": key})
        try:
            line.request("POST", "/my/log/", body, headers)
            answer = line.getresponse()
            return self._read(key, answer.status, answer.headers, answer.read().decode())
        except ConnectionRefusedError:
            return REFUSED, ""
        except (OSError, http.client.HTTPException) as error:
            return CUT, repr(error)
        finally:
            line.close()

    def _read(self, key: str, status: int, headers: Any, text: str) -> tuple[str, str]:
        parts = headers.get("Location", "").strip("/").split("/")
        if status == 302 and parts[:2] == ["my", "log"] and len(parts) == 4:
            return TAKEN, parts[2]
        in_words = "Please try again in a minute" in text and key in text
        if status == 503 and in_words and headers.get("Retry-After"):
            return BUSY, ""
        return WRONG, f"{status} {headers.get('Location', '')} {' '.join(text.split())[:300]}"
