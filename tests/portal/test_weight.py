"""What a first visit of today's page costs a phone: performance.md, 100 kB in all."""

import gzip
import re
from pathlib import Path

from django.contrib.staticfiles import finders


def bytes_of(path):
    """What is sent for a static file: woff2 as it is, the rest gzipped."""
    content = Path(finders.find(path)).read_bytes()
    return len(content if path.endswith(".woff2") else gzip.compress(content))


def test_a_first_visit_is_light(client, elm):
    client.force_login(elm.patient_user)
    html = client.get("/my/").content.decode()
    files = set(re.findall(r'(?:src|href)="/static/([^"]+)"', html))
    assert any(name.endswith(".svg") for name in files)
    files |= {"fonts/atkinson-regular.woff2", "fonts/atkinson-bold.woff2"}
    weight = len(gzip.compress(html.encode())) + sum(bytes_of(name) for name in files)
    assert weight <= 100_000
