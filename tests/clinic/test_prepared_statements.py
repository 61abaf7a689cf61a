"""PostgreSQL plans a statement once for each connection, but not behind a pool."""

import os
import subprocess
import sys
from http import HTTPStatus
from pathlib import Path

import pytest
from django.db import NotSupportedError, connection, transaction

from clinic.failures import status_of
from clinic.models import Clinic

ROOT = Path(__file__).resolve().parents[2]
PREPARED = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%clinic_clinic%'"
ASKED = "from clinic import settings; print(settings.DATABASES['default']['OPTIONS']['prepare_threshold'])"


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps its own")
def test_what_is_asked_again_and_again_is_prepared():
    for number in range(7):
        assert not Clinic.objects.filter(slug=f"none-{number}").exists()
    with connection.cursor() as cursor:
        cursor.execute(PREPARED)
        assert cursor.fetchone()[0] >= 1


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans anew by itself")
def test_a_plan_that_an_upgrade_outdated_is_no_bug():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE tried (one integer)")
        for number in range(7):
            cursor.execute("SELECT one FROM tried WHERE one = %s", [number])
        # Not as a statement of its own, by which the driver would forget all that it prepared.
        cursor.execute("DO $$ BEGIN ALTER TABLE tried ALTER one TYPE bigint; END $$")
        with pytest.raises(NotSupportedError) as caught, transaction.atomic():
            cursor.execute("SELECT one FROM tried WHERE one = %s", [8])
    assert status_of(caught.value) == HTTPStatus.SERVICE_UNAVAILABLE


@pytest.mark.parametrize(("pooled", "threshold"), [("", "5"), ("false", "5"), ("true", "None")])
def test_not_where_a_pool_gives_connections_to_others(tmp_path, pooled, threshold):
    said = {"DATABASE_URL": "postgres://a:b@127.0.0.1/c", "DATABASE_POOLED": pooled}
    environment = os.environ | said | {"HIPWISE_DATA": str(tmp_path)}
    told = subprocess.check_output([sys.executable, "-c", ASKED], env=environment, cwd=ROOT)
    assert told.decode().strip() == threshold
