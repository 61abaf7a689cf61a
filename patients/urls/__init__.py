from patients.urls.alerts import alerts_urls
from patients.urls.handouts import handouts_urls
from patients.urls.invitations import invitations_urls
from patients.urls.measurements import measurements_urls
from patients.urls.programs import programs_urls
from patients.urls.questions import questions_urls
from patients.urls.records import records_urls
from patients.urls.screenings import screenings_urls
from patients.urls.session_logs import session_logs_urls

app_name = "patients"
urlpatterns = [
    *records_urls,
    *screenings_urls,
    *programs_urls,
    *handouts_urls,
    *session_logs_urls,
    *measurements_urls,
    *questions_urls,
    *invitations_urls,
    *alerts_urls,
]
