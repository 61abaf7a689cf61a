import json

import pytest

from clinic import csp_reports

REPORT = {
    "csp-report": {
        "document-uri": "http://testserver/c/elm/patients/7/?q=Ana",
        "effective-directive": "script-src-elem",
        "blocked-uri": "https://evil.example/?q=Ana",
        "script-sample": "Ana",
    }
}


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setattr(csp_reports, "allowance", csp_reports.Allowance(10))


@pytest.fixture
def report(client, caplog):
    def send(body, **extra):
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        return client.post("/csp-report", body, content_type="application/csp-report", **extra)

    return send


def told(caplog):
    return [(one.directive, one.route) for one in caplog.records if one.name == "hipwise.csp"]


def test_a_report_leaves_its_directive_and_route_in_the_log(report, caplog):
    assert report(REPORT).status_code == 204
    assert told(caplog) == [("script-src-elem", "patients:patient_detail")]
    assert "Ana" not in caplog.text


def test_what_we_do_not_know_is_not_repeated(report, caplog):
    report({"csp-report": {"document-uri": "Ana", "violated-directive": "Ana ana"}})
    report({"csp-report": {"document-uri": ["Ana"], "effective-directive": {"Ana": 1}}})
    report({"csp-report": {"document-uri": "http://[Ana"}})
    assert told(caplog) == [("unknown", "unknown")] * 3


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"7", 400),
        (b'{"csp-report": 7}', 400),
        (b"\xff\xfe", 400),
        (b"[" * 16_000, 400),
        (b"9" * 16_000, 400),
        (b"x" * 16_385, 413),
    ],
)
def test_anything_may_be_sent(report, caplog, body, status):
    assert report(body).status_code == status
    assert told(caplog) == []


def test_a_flood_fills_no_log(report, caplog):
    assert [report(REPORT).status_code for _ in range(12)] == [204] * 10 + [429] * 2
    assert len(told(caplog)) == 10


def test_it_asks_no_database_and_takes_no_other_method(client, report):
    assert report(REPORT).status_code == 204
    assert client.get("/csp-report").status_code == 405
