from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinic.logos import LogoImage, read_logo
from clinic.models import Clinic
from clinic.stale import Difference, differences, version_field


def time_zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """Time zones by continent, as a select shows them."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted(available_timezones()):
        continent, _slash, place = zone.partition("/")
        if place and continent not in {"Etc", "SystemV", "posix", "right"}:
            groups.setdefault(continent, []).append((zone, place.replace("_", " ")))
    return [("UTC", [("UTC", "UTC")]), *groups.items()]


class ClinicForm(forms.ModelForm):
    """A clinic's details as its owner types them. It checks; the actions save."""

    version = version_field()
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("Days and times everywhere follow it.")
    )
    emergency_number = forms.CharField(
        label=_("Emergency number"),
        max_length=20,
        validators=[
            RegexValidator(r"^\+?[0-9 ()/-]+\Z", _("Write it in digits, like 911 or 112."))
        ],
        help_text=_("The number patients are told to call in an emergency."),
    )
    logo = forms.FileField(
        label=_("Logo for paper"),
        required=False,
        help_text=_("PNG, JPEG or WebP, at most 5 MB. It is made to fit 480 by 160 pixels."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        error_messages={"empty": _("The file is empty. Choose a PNG, JPEG or WebP file.")},
    )
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)

    class Meta:
        model = Clinic
        fields = [
            "name",
            "phone",
            "address",
            "emergency_number",
            "time_zone",
            "paper",
            "language",
            "idle_minutes",
        ]
        labels = {"idle_minutes": _("Sign staff out after minutes without use")}
        help_texts = {
            "phone": _("Stands on every handout and beside every stop sign."),
            "idle_minutes": _("From 5 to 60. For staff; patients have half an hour."),
            "language": _("New patients and invited staff are written to in it."),
            "paper": _("What handouts are printed on unless somebody chooses otherwise."),
        }

    def __init__(self, *args: Any, has_logo: bool, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": kwargs["instance"].version}
        super().__init__(*args, **kwargs)
        zones = time_zones()
        known = {value for _group, choices in zones for value, _label in choices}
        if self.instance.time_zone not in known:
            zones.insert(0, (self.instance.time_zone, [(self.instance.time_zone,) * 2]))
        self.fields["time_zone"].choices = zones  # type: ignore[attr-defined]
        if not has_logo:
            del self.fields["remove_logo"]

    @property
    def details(self) -> dict[str, Any]:
        """What the action is given."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def differences(self, current: Clinic) -> list[Difference]:
        """Field by field, what was typed here and what somebody else saved meanwhile."""
        found = differences(self, self.Meta.fields, self.instance, current)
        new, none = self.cleaned_data["logo"], self.cleaned_data.get("remove_logo")
        if new or none:
            mine = gettext("Yours: please choose it again.") if new else gettext("None")
            has_one = getattr(current, "logo", None) is not None
            saved = gettext("The one shown below") if has_one else gettext("None")
            found.append(Difference(self.fields["logo"].label, mine, saved))
        return found

    def clean_logo(self) -> LogoImage | None:
        upload: UploadedFile | None = self.cleaned_data["logo"]
        if upload is None:
            return None
        return read_logo(upload, size=upload.size or 0)  # type: ignore[arg-type]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("logo") and values.get("remove_logo"):
            self.add_error(
                "remove_logo", gettext("Choose one: a new logo, or none. Untick this or leave it.")
            )
        return values
