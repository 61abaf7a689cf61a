"""How gunicorn serves Hipwise; read by itself when started in this directory."""

import gc
import os
from pathlib import Path

PORT = os.environ.get("PORT") or "8000"
DATA = Path(os.environ.get("HIPWISE_DATA") or "var")

# Only this machine may call; a proxy stands in front where others should. A service manager that
# hands over a socket is taken at its word, whatever is said here.
ELSEWHERE = bool({"LISTEN", "LISTEN_FDS"} & os.environ.keys())
bind = os.environ.get("LISTEN") or f"127.0.0.1:{PORT}"
if "DOOR" in os.environ:  # script/serve.py keeps the door itself, and hands it on
    bind = f"fd://{os.environ['DOOR']}"

# The folder itself, not a link to it: what is read later is of the same version as what was.
chdir = str(Path(__file__).resolve().parent)

# Loaded once, then forked: a quick start, and the workers share memory. What is loaded stays, so
# nobody looks through it again for what may go; and a page makes more than 700 things that go by
# themselves, which was often enough to look ten times a page: a twelfth of its time.
preload_app = True
gc.set_threshold(20_000, 20, 20)
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 4
timeout = 60
graceful_timeout = 30
max_requests = 2000
max_requests_jitter = 200
# gunicorn makes a file there that nobody else can open.
SHARED_MEMORY = "/dev/shm"  # nosec B108
worker_tmp_dir = SHARED_MEMORY if os.access(SHARED_MEMORY, os.W_OK) else None

limit_request_line = 4094
limit_request_field_size = 8190
control_socket_disable = True

# Quiet on the terminal; LOG_LEVEL=info has the app tell of each request, by route and number.
# gunicorn's own access log would write addresses, and some addresses are keys.
loglevel = "warning"
accesslog = None
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "clinic.logs.JsonLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "gunicorn.error": {"handlers": ["console"], "level": "WARNING", "propagate": False}
    },
}


def when_ready(server):
    gc.collect()
    gc.freeze()
    if "READY" in os.environ:
        os.write(int(os.environ["READY"]), b".")
    if ELSEWHERE:
        print("Hipwise is ready.", flush=True)
        return
    print(f"\nHipwise is ready: http://127.0.0.1:{PORT}/")
    accounts = DATA / "demo-accounts.txt"
    if accounts.exists():
        print(f"Demo accounts:    {accounts}")
        print("Code for staff:   .venv/bin/python manage.py demo --code LOGIN")
    print("Ctrl-C stops it.", flush=True)
