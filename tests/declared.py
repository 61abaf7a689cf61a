"""
Who may open what, written down a second time.

The views say it themselves at their doors. This table says it again, so that a door
changed by mistake is noticed: tests/test_matrix.py holds the two against each other, and
every address against this. A new view is added here by whoever reads it critically.
"""

from clinic.permissions import Permission

STAFF = {
    Permission.PATIENT_VIEW: """
        today patient_list patient_detail program_detail version_detail session_log_detail
        patient_questions
        clinic_logo
    """,
    Permission.PATIENT_EDIT: "patient_create patient_edit",
    Permission.PATIENT_ARCHIVE: "patient_archive patient_restore",
    Permission.PATIENT_INVITE: "invitation_create invitation_mail invitation_revoke",
    Permission.PATIENT_TRAIL_VIEW: "patient_trail",
    Permission.SCREENING_EDIT: "screening_create screening_detail override_create",
    Permission.PROGRAM_EDIT: """
        program_create program_edit program_arrange program_activate program_discard
        program_change program_pause program_resume program_complete
    """,
    Permission.HANDOUT_PRINT: "handout_preview handout_pdf",
    Permission.MEASURE_RECORD: "check_in_create total_create",
    Permission.MEASURE_CORRECT: "measurement_edit",
    Permission.QUESTION_ANSWER: "question_answer",
    Permission.SESSION_LOG: "session_log_create session_log_edit",
    Permission.ALERT_HANDLE: "alert_handle",
    Permission.ROUTINE_VIEW: "routine_list routine_detail template_detail",
    Permission.ROUTINE_EDIT: """
        routine_copy routine_create routine_edit routine_archive routine_restore
    """,
    Permission.ROUTINE_SIGN_OFF: "routine_sign_off",
    Permission.LIMITS_EDIT: "dose_limits_edit",
    Permission.CLINIC_EDIT: "clinic_edit",
    Permission.STAFF_VIEW: "staff_list",
    Permission.STAFF_EDIT: """
        staff_invitation_create staff_invitation_renew staff_invitation_revoke
        member_edit member_remove second_factor_reset
    """,
    Permission.TRAIL_VIEW: "trail_list trail_export",
}
PORTAL = """
    reminders reminder_test reminder_off calendar_create calendar_revoke
    home log_create log_edit log_saved stop_signs history handout account record_choose
    guided_start guided_step guided_keep guided_stop guided_end guided_leave check_in
    question_list question_open help_list help_detail
    own_data own_data_pdf own_data_csv own_data_json
    own_device_mark own_device_forget offline_program offline_send
"""
MEMBER = "front kept_form account_edit stay_signed_in"
PUBLIC = """
    paper_code invitation_open invitation_code invitation_accept
    staff_invitation_open staff_invitation_accept first_owner_open first_owner_create
    demo_mails reminder_stop calendar_feed worker
    language_choose seeing_choose help_entry manifest
"""

# Pressed buttons: they take a POST and nothing else.
BUTTONS = """
    reminder_test reminder_off calendar_create calendar_revoke
    patient_archive patient_restore invitation_mail invitation_revoke override_create
    staff_invitation_renew staff_invitation_revoke
    program_arrange program_activate program_discard program_change program_pause
    routine_copy routine_archive routine_restore routine_sign_off trail_export
    own_device_mark own_device_forget
    guided_keep guided_leave question_open own_data_pdf own_data_csv own_data_json
    stay_signed_in language_choose seeing_choose
"""
# What wants a sign-in of the last minutes.
FRESH = """
    patient_archive trail_export staff_invitation_create staff_invitation_renew
    staff_invitation_revoke member_edit member_remove second_factor_reset
"""

PERMISSION = {name: permission for permission, names in STAFF.items() for name in names.split()}
DOOR = {
    **dict.fromkeys(PERMISSION, "staff"),
    **dict.fromkeys(PORTAL.split(), "portal"),
    **dict.fromkeys(MEMBER.split(), "member"),
    **dict.fromkeys(PUBLIC.split(), "public"),
    "second_factor_setup": "member",
}
