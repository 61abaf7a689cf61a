"""What came out of the post office: due mails are delivered first, by the jobs that wait for them."""

from django.core import mail
from django.core.mail import EmailMessage
from django_tasks_db.models import DBTaskResult

from clinic import outbox


def deliver_due() -> None:
    """Do the mail jobs that wait, as the worker does them."""
    for waiting in (
        DBTaskResult.objects.ready().filter(queue_name=outbox.QUEUE).order_by("enqueued_at")
    ):
        waiting.claim("tests")
        waiting.task.call(*waiting.args_kwargs["args"])
        waiting.set_successful(None)


def delivered() -> list[EmailMessage]:
    """All mails that left during this test."""
    deliver_due()
    return mail.outbox
