"""Rules of the house that no reviewer should have to remember."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from clinic.access import AUDIENCE
from clinic.tenancy import ClinicOwned, ClinicQuerySet, ClinicShared

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {"clinic": set(), "routines": {"clinic"}, "patients": {"clinic", "routines"}}
# A clinic and its people are the ground that every other row stands on.
NOT_TENANT_OWNED = {"clinic.Clinic", "clinic.User"}
# Who works here, and the trail, belong to a clinic without being health records.
OWN_TENANT_FIELD = {
    "clinic.Membership",
    "clinic.TrailEntry",
    "clinic.TrailSeal",
    "clinic.ClinicLogo",
}
# Rendered paper is kept by a digest of its content: it belongs to whoever can make that content.
# A night is everybody's.
NOT_TENANT_OWNED |= {"clinic.RenderedPaper", "clinic.Night"}
# A code to sign in is mailed before anybody knows the clinic; what a mail says is encrypted.
NOT_TENANT_OWNED |= {"clinic.Mail"}
# A clinic comes of it: there is none before.
NOT_TENANT_OWNED |= {"clinic.FirstOwnerKey"}


def python_files(app: str) -> list[Path]:
    return [p for p in (ROOT / app).rglob("*.py") if "migrations" not in p.parts]


def imported_apps(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names = [node.module]
        yield from (name.split(".")[0] for name in names)


@pytest.mark.parametrize("app", MAY_IMPORT)
def test_imports_point_one_way(app):
    forbidden = set(MAY_IMPORT) - MAY_IMPORT[app] - {app}
    guilty = {
        (str(p.relative_to(ROOT)), name)
        for p in python_files(app)
        for name in imported_apps(p)
        if name in forbidden
    }
    assert not guilty, f"{app} may import only {MAY_IMPORT[app] or 'nothing of ours'}: {guilty}"


def own_models():
    return [m for app in MAY_IMPORT for m in apps.get_app_config(app).get_models()]


@pytest.mark.parametrize("model", own_models(), ids=lambda m: m._meta.label)
def test_every_model_knows_its_clinic(model):
    if model._meta.label in NOT_TENANT_OWNED:
        return
    if model._meta.label in OWN_TENANT_FIELD:
        assert model._meta.get_field("clinic").related_model._meta.label == "clinic.Clinic"
        return
    assert issubclass(model, ClinicOwned | ClinicShared), "let it inherit from clinic.tenancy"
    assert isinstance(model._default_manager.all(), ClinicQuerySet)
    str(model._default_manager.for_clinic(1).query)


@pytest.mark.parametrize("model", own_models(), ids=lambda m: m._meta.label)
def test_every_model_says_what_it_is(model):
    assert model.__doc__, "one sentence: what is it in the clinic?"
    assert not model.__doc__.startswith(f"{model.__name__}("), "Django wrote that docstring"


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry
        else:
            yield from patterns(entry, prefix + str(entry.pattern))


# django-allauth's own pages say for themselves who may open them.
ROUTES = {
    route: entry
    for route, entry in patterns(get_resolver())
    if not entry.callback.__module__.startswith("allauth.")
}


@pytest.mark.parametrize("route", ROUTES)
def test_every_view_says_who_may_open_it(route):
    assert getattr(ROUTES[route].callback, AUDIENCE, None) in {
        "staff",
        "portal",
        "member",
        "public",
    }, "put @staff_view, @portal_view, @member_view or @public_view first, above every other one"


@pytest.mark.parametrize("route", ROUTES)
def test_one_word_names_the_view_its_address_and_its_tests(route):
    view = ROUTES[route].callback
    app = "portal" if ".portal." in view.__module__ else view.__module__.split(".")[0]
    assert ROUTES[route].name == view.__name__
    assert (ROOT / "tests" / app / f"test_{view.__name__}.py").exists()


def unscoped_queries(path: Path) -> Iterator[int]:
    """Lines of a view module where `Model.objects` is not followed at once by a tenant scope."""
    tree = ast.parse(path.read_text())
    scoped = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"for_clinic", "owned_by", "of_user", "with_code"}
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "objects" and id(node) not in scoped:
            yield node.lineno


def test_views_never_query_across_clinics():
    views = [
        p
        for app in MAY_IMPORT
        for p in python_files(app)
        if "views" in p.parts or p.name == "views.py"
    ]
    guilty = {f"{p.relative_to(ROOT)}:{line}" for p in views for line in unscoped_queries(p)}
    assert not guilty, f"say .for_clinic(request.clinic) right after .objects: {guilty}"


FORBIDDEN_IN_TEMPLATES = {
    r"\|\s*safe\b": "escaping switched off",
    r"\bstyle\s*=": "an inline style (the policy blocks it)",
    r"<style": "an inline style sheet",
    r"<script(?![^>]*\bsrc=)": "an inline script",
    r"\son\w+\s*=": "an inline handler",
    r"https?://(?!www\.w3\.org)": "an address outside",
    r"autoescape off": "escaping switched off",
}


@pytest.mark.parametrize(
    "path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda p: str(p.relative_to(ROOT))
)
def test_templates_hold_nothing_inline(path):
    text = path.read_text()
    found = {why for pattern, why in FORBIDDEN_IN_TEMPLATES.items() if re.search(pattern, text)}
    assert not found


def test_nothing_is_left_for_later():
    left = re.compile(r"\b(TODO|FIXME|XXX)\b|NotImplemented\b|mark_safe|csrf_exempt")
    guilty = {
        f"{p.relative_to(ROOT)}:{number}"
        for app in MAY_IMPORT
        for p in python_files(app)
        for number, line in enumerate(p.read_text().splitlines(), start=1)
        if left.search(line)
    }
    assert not guilty
