"""The product as it is, except that one address may sign in as often as it likes."""

from clinic.settings import *

ACCOUNT_RATE_LIMITS = {
    "login": "100000/m/ip",
    "login_failed": "100000/5m/key",
    "login_failed_at": "100000/m/ip",
    "login_failed_here": "100000/5m/key",
}
