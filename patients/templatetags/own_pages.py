"""The patient's own pages as the trail names them."""

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

PAGES = {
    "home": _("today’s program"),
    "log_create": _("logging a session"),
    "log_edit": _("correcting a session"),
    "log_saved": _("a session just saved"),
    "stop_signs": _("the warning signs"),
    "own_data": _("their own data"),
    "own_data_pdf": _("their own data"),
    "own_data_csv": _("their own data"),
    "own_data_json": _("their own data"),
    "question_list": _("their questions"),
    "question_open": _("an answer"),
    "check_in": _("how they are doing"),
    "reminders": _("their reminders"),
    "reminder_test": _("their reminders"),
    "reminder_off": _("their reminders"),
    "calendar_create": _("their calendar"),
    "calendar_revoke": _("their calendar"),
    "history": _("their progress"),
    "handout": _("the handout"),
    "account": _("their account"),
    "own_device_mark": _("a phone of their own"),
    "own_device_forget": _("a phone of their own"),
    "offline_program": _("today’s program, kept on a phone"),
    "offline_send": _("sessions without network"),
    "help_list": _("help"),
    "help_detail": _("help"),
    "record_choose": _("which clinic"),
    "guided_start": _("a guided session, its start"),
    "guided_step": _("a guided session, a step"),
    "guided_keep": _("a guided session, kept"),
    "guided_stop": _("a guided session, stopped"),
    "guided_end": _("a guided session, its end"),
    "guided_leave": _("a guided session, left"),
}


@register.filter
def page_words(name: str) -> str:
    return str(PAGES.get(name, name.replace("_", " ")))
