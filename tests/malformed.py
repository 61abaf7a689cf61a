"""What nobody should send and somebody will: bad values, and the forms of a page to put them in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote_from_bytes, urljoin

Fields = list[tuple[str, str]]

VALUES = {
    "NUL": "a\0b",
    "half a character": "a\ud800b",
    "20 digits": "9" * 20,
    "5,000 digits": "9" * 5_000,
    "-1": "-1",
    "0": "0",
    "1e309": "1e309",
    "NaN": "NaN",
    "empty": "",
    "blank": " \t ",
    "a digit that is no number": "²",
    "digits of another script": "١٢",
    "year 0001": "0001-01-01",
    "year 9999": "9999-12-31",
    "no such day": "2026-02-30",
    "no such hour": "2026-03-29T02:30",
    "an hour that comes twice": "2026-10-25T02:30",
    "1 MB": "x" * 1_000_000,
    "right to left": "\u202egnp.exe\u2066",
    "joined emoji": "👩‍👩‍👧‍👦" * 300,
    "combining marks": "e" + "\u0301" * 5_000,
    "deep JSON": '{"a":[' * 5_000,
    "lines": "a\r\nSet-Cookie: a=b\r\n\r\n<script>",
    "markup": "<script>alert(1)</script>{{ 7|add:7 }}{% load %}",
    "SQL": "' OR 1=1; --",
    "a path": "../../../../etc/passwd",
    "true": "true",
    "one letter too many": "y" * 2_001,
}
# How a field itself can be wrong, whatever is in it.
SHAPES = ("missing", "twice", "a[]")

# What people type where a page leaves a field empty.
TYPED = {
    "birth_date": "1951-03-14",
    "given_names": "Rosa",
    "family_name": "Lind",
    "login": "rosa1951",
    "password": "blue kettle warm Sunday",
    "role": "practitioner",
    "clinic_name": "A clinic",
    "phone": "555 0100",
    "code": "ABCDE-FGHJK-MNPQR-STUVW",
    "password1": "blue kettle warm Sunday",
    "password2": "blue kettle warm Sunday",
    "email": "rosa@example.org",
    "emergency_number": "112",
    "name": "A name",
    "any_sign": "no",
    "pain_before": "3",
    "pain_worst": "3",
    "pain_after": "2",
}
# Radio buttons that nobody presses unless the question above them is answered with yes.
DETAILS = ("side_", "birth_")
NUMBER = re.compile(r"\d+")


@dataclass
class HtmlForm:
    """A form as a page shows it: where it goes and what a browser would send."""

    page: str
    action: str
    method: str
    has_files: bool
    fields: Fields = field(default_factory=list)
    buttons: Fields = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    @property
    def identity(self) -> tuple[object, ...]:
        """The same for the same form of another record."""
        names = {NUMBER.sub("#", name) for name, _value in self.fields + self.buttons}
        address = NUMBER.sub("#", self.action.partition("?")[0])
        return self.method, address, tuple(sorted(names))

    def filled(self, **changes: str) -> Fields:
        """What would be sent with these values instead, or beside those that are there."""
        kept = [pair for pair in self.fields if pair[0] not in changes]
        return [*kept, *changes.items()]

    def bad(self) -> Iterator[tuple[str, Fields]]:
        """The form with one thing wrong with one of its fields, one after the other."""
        every = self.fields + self.buttons
        for name in dict.fromkeys(name for name, _value in every):
            others = [pair for pair in self.fields if pair[0] != name]
            now = next((value for other, value in every if other == name), "")
            for what, value in VALUES.items():
                yield f"{name}: {what}", [*others, (name, value)]
            yield f"{name}: missing", others
            yield f"{name}: twice", [*others, (name, now), (name, "another")]
            yield f"{name}: a[]", [*others, (f"{name}[]", now)]


class _Forms(HTMLParser):
    """Reads the forms of a page, with the values that it shows or that people would type."""

    def __init__(self, page: str):
        super().__init__()
        self.page = page
        self.forms: list[HtmlForm] = []
        self.by_id: dict[str, HtmlForm] = {}
        self.inside: HtmlForm | None = None
        self.select: tuple[HtmlForm, str] | None = None
        self.options: list[tuple[str, bool]] = []
        self.textarea: tuple[HtmlForm, str] | None = None
        self.text = ""

    def handle_starttag(self, tag, attrs):
        at = dict(attrs)
        if tag == "form":
            action = urljoin(self.page, at.get("action") or "")
            is_multipart = at.get("enctype") == "multipart/form-data"
            self.inside = HtmlForm(
                self.page, action, (at.get("method") or "get").lower(), is_multipart
            )
            self.forms.append(self.inside)
            self.by_id[at.get("id") or ""] = self.inside
            return
        form = self.by_id.get(at["form"] or "") if "form" in at else self.inside
        name = at.get("name")
        if tag == "option" and self.select:
            self.options.append((at.get("value") or "", "selected" in at))
        if form is None or not name or name == "csrfmiddlewaretoken":
            return
        if tag == "input":
            self._input(form, name, at)
        elif tag == "select":
            self.select, self.options = (form, name), []
        elif tag == "textarea":
            self.textarea, self.text = (form, name), ""
        elif tag == "button":
            form.buttons.append((name, at.get("value") or ""))

    def _input(self, form, name, at):
        kind, value = at.get("type") or "text", at.get("value") or ""
        sent = [one for one, _value in form.fields]
        if kind == "file":
            form.files.append(name)
        elif kind == "radio":
            if "checked" in at:
                form.fields = [pair for pair in form.fields if pair[0] != name]
            if "checked" in at or (name not in sent and not name.startswith(DETAILS)):
                form.fields.append((name, value))
        elif kind == "checkbox":
            if "checked" in at or "required" in at or name.startswith("none_"):
                form.fields.append((name, value or "on"))
            else:
                form.buttons.append((name, value or "on"))
        elif kind == "submit":
            form.buttons.append((name, value))
        else:
            form.fields.append((name, value or TYPED.get(name, "")))

    def handle_data(self, data):
        if self.textarea:
            self.text += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = None
        elif tag == "select" and self.select:
            form, name = self.select
            chosen = [value for value, is_chosen in self.options if is_chosen]
            filled = [value for value, _is_chosen in self.options if value]
            form.fields.append((name, (chosen or filled or [""])[0]))
            self.select = None
        elif tag == "textarea" and self.textarea:
            form, name = self.textarea
            form.fields.append((name, self.text.strip() or "Because it is so."))
            self.textarea = None


def form_of(page: str, html: str) -> HtmlForm:
    """The one form that a page is about, beside the switches at the top of every page."""
    (form,) = (one for one in forms_on(page, html) if one.action != "/seeing/")
    return form


def forms_on(page: str, html: str) -> list[HtmlForm]:
    reader = _Forms(page)
    reader.feed(html)
    return reader.forms


def encoded(fields: Fields) -> str:
    """As a browser would send them, had it no scruples about half characters."""
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in fields)


def _quoted(text: str) -> str:
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="")


BOUNDARY = "hipwise"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def multipart(fields: Fields, files: list[tuple[str, str, bytes]]) -> bytes:
    """`files` are field, file name as it is to stand in the header, and content."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        + value.encode("utf-8", "surrogatepass")
        for name, value in fields
    ]
    parts += [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"'
        "\r\nContent-Type: image/png\r\n\r\n".encode("utf-8", "surrogatepass")
        + content
        for name, filename, content in files
    ]
    return b"\r\n".join([*parts, f"--{BOUNDARY}--\r\n".encode()])
