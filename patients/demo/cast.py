"""The invented people of the demo: two clinics, their staff, and twenty patients each."""

from dataclasses import dataclass
from enum import StrEnum

from clinic.permissions import Role


class Story(StrEnum):
    """How it went for a patient over the last eight weeks."""

    ADHERENT = "adherent"
    IMPROVING = "improving"
    LAPSED = "lapsed"
    STOP_SIGN = "stop_sign"
    REVIEWED = "reviewed"
    FINISHED = "finished"
    GAVE_UP = "gave_up"
    JUST_STARTED = "just_started"
    STANDING = "standing"
    CHANGED = "changed"
    STRETCH_ONLY = "stretch_only"
    OVERRIDDEN = "overridden"
    DRAFTED = "drafted"
    SCREENED = "screened"
    NEW = "new"
    PAIN_RISING = "pain_rising"


@dataclass(frozen=True, slots=True)
class Person:
    """A patient of the demo; `age` in years on the day the demo is made."""

    given_names: str
    family_name: str
    age: int
    sex: str
    language: str
    side: str
    story: Story
    guardian: str = ""


@dataclass(frozen=True, slots=True)
class Practice:
    """A clinic of the demo and who works there."""

    slug: str
    name: str
    phone: str
    address: str
    emergency_number: str
    time_zone: str
    paper: str
    staff: dict[Role, tuple[str, str]]
    patients: tuple[Person, ...]


ELM = Practice(
    slug="elm",
    name="Elm Street Physiotherapy",
    phone="+1 555 010 0199",
    address="12 Elm Street, Springfield",
    emergency_number="911",
    time_zone="America/New_York",
    paper="letter",
    staff={
        Role.OWNER: ("Margaret", "O’Sullivan"),
        Role.PRACTITIONER: ("Daniel", "Okonkwo"),
        Role.FRONT_DESK: ("Priya", "Raman"),
    },
    patients=(
        Person("Ana María", "Muñoz Echeverría", 74, "female", "es", "left", Story.ADHERENT),
        Person("Walter", "Hughes", 81, "male", "en", "both", Story.STANDING),
        Person("Łucja", "Wiśniewska", 36, "female", "pl", "right", Story.LAPSED),
        Person("Jamal", "Carter", 29, "male", "en", "left", Story.IMPROVING),
        Person("Nguyễn", "Thị Hồng Nhung", 45, "female", "vi", "both", Story.ADHERENT),
        Person("Siobhán", "Ní Dhomhnaill", 52, "female", "en", "right", Story.STOP_SIGN),
        Person("Bob", "Li", 33, "male", "zh", "left", Story.JUST_STARTED),
        Person("Grace", "Adeyemi-Thompson", 67, "female", "en", "both", Story.FINISHED),
        Person("Émile", "Dubois", 58, "male", "fr", "right", Story.REVIEWED),
        Person("Hannah", "Goldberg", 41, "female", "en", "both", Story.CHANGED),
        Person("Oleksandra", "Shevchenko", 38, "female", "uk", "left", Story.IMPROVING),
        Person("Thomas", "Fitzgerald-Montgomery", 70, "male", "en", "both", Story.OVERRIDDEN),
        Person("Fatima", "Al-Khatib", 31, "female", "ar", "both", Story.STRETCH_ONLY),
        Person("Max", "Weiß", 63, "male", "de", "right", Story.PAIN_RISING),
        Person("Tyler", "Brooks", 16, "male", "en", "right", Story.SCREENED, "Renee Brooks"),
        Person("Ingrid", "Søndergaard", 77, "female", "en", "left", Story.LAPSED),
        Person("Carlos", "de la Cruz", 49, "male", "es", "both", Story.GAVE_UP),
        Person("Aylin", "Yıldız", 26, "female", "tr", "right", Story.DRAFTED),
        Person("Ruth", "Baker", 85, "female", "en", "both", Story.STANDING),
        Person("Jo", "Park", 44, "other", "en", "left", Story.NEW),
    ),
)

OAK = Practice(
    slug="oak",
    name="Oak Lane Osteopathy",
    phone="+49 30 5550 0142",
    address="Eichenweg 4, Berlin",
    emergency_number="112",
    time_zone="Europe/Berlin",
    paper="a4",
    staff={
        Role.OWNER: ("Jürgen", "Schäfer"),
        Role.PRACTITIONER: ("Chiara", "Bianchi"),
        Role.FRONT_DESK: ("Marek", "Novák"),
    },
    patients=(
        Person("Ana", "Muñoz", 61, "female", "es", "right", Story.ADHERENT),
        Person("Heinz-Dieter", "Krüger", 79, "male", "de", "both", Story.STANDING),
        Person("Joana", "Gonçalves", 34, "female", "pt", "left", Story.LAPSED),
        Person("Piotr", "Zieliński", 47, "male", "pl", "right", Story.IMPROVING),
        Person("Maximiliane", "von Hohenstein-Waldeck", 55, "female", "de", "both", Story.FINISHED),
        Person("Yusuf", "Demir", 39, "male", "tr", "left", Story.STOP_SIGN),
        Person("Eva", "Lindqvist", 28, "female", "en", "both", Story.JUST_STARTED),
        Person("Giulia", "D’Angelo", 66, "female", "it", "right", Story.CHANGED),
        Person("Mohammed", "Haddad", 51, "male", "ar", "both", Story.REVIEWED),
        Person("Klara", "Šimková", 43, "female", "de", "left", Story.ADHERENT),
        Person("Ludwig", "Groß", 88, "male", "de", "both", Story.STANDING),
        Person("Amélie", "Lefèvre", 30, "female", "fr", "right", Story.STRETCH_ONLY),
        Person("Bogdan", "Kovalenko", 57, "male", "uk", "left", Story.GAVE_UP),
        Person("Lea", "Hoffmann", 15, "female", "de", "left", Story.SCREENED, "Sabine Hoffmann"),
        Person("Stefan", "Ünal", 46, "male", "de", "both", Story.IMPROVING),
        Person("Marta", "Øverby", 72, "female", "en", "right", Story.OVERRIDDEN),
        Person("Li", "Wei", 37, "female", "zh", "both", Story.DRAFTED),
        Person("Anton", "Maier", 60, "male", "de", "right", Story.PAIN_RISING),
        Person("Rosa", "Esposito", 83, "female", "it", "both", Story.LAPSED),
        Person("Kim", "Bauer", 24, "unknown", "de", "left", Story.NEW),
    ),
)

PRACTICES = (ELM, OAK)
EVERY_FIFTH = 5  # every fifth patient signs in; the others have paper
