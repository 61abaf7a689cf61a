"""What patients of the demo said of how they are, at the times at which it is asked."""

import random
from datetime import timedelta

from clinic.models import User
from patients.actions.measurements import record_check_in
from patients.demo import clock
from patients.measures import DUE_WEEKS
from patients.models import Program

# As patients type them: in their own language, or in English where the demo has none.
ACTIVITIES = {
    "en": (
        "Climb stairs",
        "Put on my socks",
        "Sit through a long dinner",
        "Get out of the car",
        "Walk to the shop",
        "Turn over in bed",
        "Run for the bus",
    ),
    "es": (
        "Subir escaleras",
        "Ponerme los calcetines",
        "Pasar mucho rato en la mesa",
        "Bajar del auto",
        "Caminar a la tienda",
        "Darme la vuelta en la cama",
        "Correr para alcanzar el autobús",
    ),
}


def tell_measures(program: Program, *, front_desk: User, until: int = 0) -> None:
    """Pain at rest falls and activities come back, week by week, until so many days ago."""
    chance = random.Random(program.patient.own_number)
    typed = ACTIVITIES.get(program.patient.language, ACTIVITIES["en"])
    activities = chance.sample(typed, 3)
    pain, ratings = chance.choice((5, 6, 7)), [chance.choice((2, 3, 4)) for _one in activities]
    last = program.clinic.today() - timedelta(days=until)
    for week in DUE_WEEKS:
        day = program.starts_on + timedelta(weeks=week)
        if day > last:
            break
        made = record_check_in(
            patient=program.patient,
            program=program,
            measured_on=day,
            pain=pain,
            ratings=list(zip(activities, ratings, strict=True)),
            by=program.patient.user or front_desk,
        )
        clock.measured(program, made)
        pain = max(1, pain - chance.choice((1, 2)))
        ratings = [min(10, rating + chance.choice((1, 1, 2))) for rating in ratings]
