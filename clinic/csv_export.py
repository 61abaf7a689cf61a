"""Tables for spreadsheets: every export of the app is written here, so that none can bite."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import HttpResponse
from django.utils.cache import patch_cache_control

# A spreadsheet runs what begins like this; the wide forms are folded to these by some.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"


def csv_response(
    headings: Sequence[str], rows: Iterable[Sequence[object]], *, filename: str
) -> HttpResponse:
    """A table to be saved as `filename`, which is made of our own words: no name stands in it."""
    text = StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow([harmless(heading) for heading in headings])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    response = HttpResponse(
        BYTE_ORDER_MARK + text.getvalue(), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, private=True, no_store=True)
    return response


def harmless(cell: object) -> str:
    """A cell as text that no spreadsheet takes for a formula."""
    text = "" if cell is None else str(cell)
    begins = text.lstrip(" \u00a0\u200b\ufeff") or text
    return f"'{text}" if text.startswith(FORMULA) or begins.startswith(FORMULA) else text
