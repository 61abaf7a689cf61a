from django.urls import path

from patients.portal.views import (
    calendars,
    guided,
    handouts,
    logs,
    measures,
    progress,
    questions,
    records,
    reminders,
    today,
)

app_name = "portal"
urlpatterns = [
    path("", today.home, name="home"),
    path("session/", guided.guided_start, name="guided_start"),
    path("session/<int:screen_number>/", guided.guided_step, name="guided_step"),
    path("session/keep/", guided.guided_keep, name="guided_keep"),
    path("session/stop/", guided.guided_stop, name="guided_stop"),
    path("session/end/", guided.guided_end, name="guided_end"),
    path("session/leave/", guided.guided_leave, name="guided_leave"),
    path("log/", logs.log_create, name="log_create"),
    path("log/<int:session_log_id>/", logs.log_edit, name="log_edit"),
    path("log/<int:session_log_id>/saved/", logs.log_saved, name="log_saved"),
    path("stop/", logs.stop_signs, name="stop_signs"),
    path("check-in/", measures.check_in, name="check_in"),
    path("questions/", questions.question_list, name="question_list"),
    path("questions/<int:question_id>/open/", questions.question_open, name="question_open"),
    path("history/", progress.history, name="history"),
    path("handout.pdf", handouts.handout, name="handout"),
    path("reminders/", reminders.reminders, name="reminders"),
    path("reminders/test/", reminders.reminder_test, name="reminder_test"),
    path("reminders/off/", reminders.reminder_off, name="reminder_off"),
    path("reminders/calendar/", calendars.calendar_create, name="calendar_create"),
    path("reminders/calendar/off/", calendars.calendar_revoke, name="calendar_revoke"),
    path("account/", records.account, name="account"),
    path("which/", records.record_choose, name="record_choose"),
]
