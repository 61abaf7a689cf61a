"""
Let wapiti loose on the demo as each role, and tell what it found; run by script/scan.

It attacks plumbing: injection, scripts, headers, redirects, uploads. Who may see what it cannot
know: that is tests/test_matrix.py.
"""

import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.browser.app import App, prepare, running_app

ROLES = ("nobody", "front_desk", "practitioner", "owner", "patient")
START = {"patient": "/my/", "nobody": "/accounts/login/"}
# Not ldap: there is none, and it takes our refusal of a NUL byte for one that was injected.
MODULES = "cookieflags,crlf,csp,csrf,exec,file,http_headers,permanentxss,redirect,sql,upload,xss"
# Found on this machine only: where others can reach Hipwise, it is by https, and both are there
# (tests/clinic/test_production.py).
NEED_HTTPS = {"Secure Flag cookie", "HTTP Strict Transport Security (HSTS)"}
# What would sign the scanner out, or ends what it is looking at.
LEFT_OUT = ("/accounts/logout/", "/accounts/sessions/")
# A session as signing in leaves it: no scanner can type codes.
SIGN_IN = """
from clinic.models import User
from tests.clients import SignedInClient
client = SignedInClient()
client.force_login(User.objects.get(username={login!r}))
print("cookie", client.session.session_key)
"""


def cookie_of(app: App, role: str) -> dict[str, str]:
    """The session cookie of the first account of a role."""
    if role == "nobody":
        return {}
    code = SIGN_IN.format(login=app.account(role)["login"])
    said = app.manage("shell", "--verbosity", "0", "-c", code)
    key = next(line.split()[1] for line in said.splitlines() if line.startswith("cookie "))
    return {"hipwise-session": key}


def scan(app: App, role: str, wapiti: str, work: Path, seconds: int) -> dict[str, list[dict]]:
    report, cookies = work / f"{role}.json", cookie_of(app, role)
    start = app.url + START.get(role, "/c/elm/")
    command = [wapiti, "-u", start, "--scope", "domain", "-m", MODULES, "--no-bugreport"]
    command += ["--max-scan-time", str(seconds), "--max-attack-time", str(max(5, seconds // 6))]
    command += ["-f", "json", "-o", str(report), "--store-session", str(work / role)]
    for address in LEFT_OUT:
        command += ["-x", f"{app.url}{address}*"]
    if cookies:
        jar = {
            "/": {
                name: {
                    "value": value,
                    "port": None,
                    "secure": False,
                    "expires": None,
                    "discard": True,
                    "comment": None,
                    "comment_url": None,
                    "rfc2109": False,
                    "version": 0,
                }
                for name, value in cookies.items()
            }
        }
        file = work / f"{role}-cookies.json"
        file.write_text(json.dumps({urlsplit(app.url).hostname: jar}))
        command += ["-c", str(file)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return json.loads(report.read_text())


def main() -> int:
    wapiti, seconds = sys.argv[1], int(sys.argv[2])
    found: list[str] = []
    with tempfile.TemporaryDirectory(prefix="scan-") as folder:
        work = Path(folder)
        prepare(work / "data")
        with running_app(work / "data") as app:
            for role in ROLES:
                report = scan(app, role, wapiti, work, seconds)
                kinds = {**report["vulnerabilities"], **report["anomalies"]}
                mine = {
                    kind: ones for kind, ones in kinds.items() if ones and kind not in NEED_HTTPS
                }
                found += [
                    f"{role}: {kind}: {one['method']} {one['path']}: {one['info']}"
                    for kind, ones in mine.items()
                    for one in ones
                ]
                counts = Counter({kind: len(ones) for kind, ones in mine.items()})
                pages = report["infos"].get("crawled_pages_nbr")
                print(f"{role}: {pages} pages crawled, {counts.total()} findings", flush=True)
            lines = app.log.read_text().splitlines()
    # Of a request that failed, what it was and why stand in two lines of the log.
    failed = {json.loads(line)["request"] for line in lines if '"status": 500' in line}
    found += [line for line in lines if any(f'"request": "{one}"' in line for one in failed)]
    print("\n".join(found))
    print(f"wapiti as {len(ROLES)} roles: {len(found)} findings, {len(failed)} x 500")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
