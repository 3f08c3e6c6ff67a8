"""What is wrong with what was typed into a field, and what would be right; with the rule, as in
every refusal.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

__all__ = ["RuledForm", "lines_of"]

_REPEATED = 80  # characters of what was sent that are said again
_FALLBACK = "form.not-read"

_NO_FILE = _("No file came with the form. Choose the file again; what you typed is kept.")
_NOT_OFFERED = _("“%(value)s” is not offered here. Choose one of those that are.")

# By the name of a field or its kind, and Django's code for what is wrong: the rule, and the words.
_WRONG: dict[tuple[str | type[forms.Field], str], tuple[str, Any]] = {
    ("capacity", "invalid_choice"): (
        "capacity.not-current",
        _(
            "You cannot act for this today: it is somebody else’s, or it has ended. Choose one of"
            " your current affiliations, "
            "or declare it on your profile first."
        ),
    ),
    (forms.BooleanField, "required"): (
        "form.required",
        _("This is not ticked. Tick it, if it is so."),
    ),
    (forms.ChoiceField, "required"): (
        "form.required",
        _("Nothing is chosen. Choose one of the answers."),
    ),
    (forms.ModelChoiceField, "required"): (
        "form.required",
        _("Nothing is chosen. Choose one of the answers."),
    ),
    (forms.DateField, "required"): (
        "form.required",
        _("There is no date. Write it as year-month-day, such as 2026-03-31."),
    ),
    (forms.FileField, "required"): ("form.required", _("There is no file. Choose one.")),
    (forms.Field, "required"): (
        "form.required",
        _("Nothing is written here. Fill it in; the form needs it."),
    ),
    (forms.CharField, "max_length"): (
        "text.too-long",
        _(
            "This has %(show_value)d characters; there is room for %(limit_value)d. Shorten it by"
            " %(over)d; "
            "what you typed is kept."
        ),
    ),
    (forms.Field, "null_characters_not_allowed"): (
        "text.characters",
        _("A character of this cannot be written (U+0000). Take it out; all else can stay."),
    ),
    (forms.ChoiceField, "invalid_choice"): ("form.no-such-choice", _NOT_OFFERED),
    (forms.ModelChoiceField, "invalid_choice"): ("form.no-such-choice", _NOT_OFFERED),
    (forms.ModelChoiceField, "invalid_pk_value"): ("form.no-such-choice", _NOT_OFFERED),
    (forms.DateField, "invalid"): (
        "form.not-a-date",
        _("This date does not exist. Write it as year-month-day, such as 2026-03-31."),
    ),
    (forms.DateTimeField, "invalid"): (
        "form.not-a-date",
        _("This time does not exist. Write it as day and time, such as 2026-03-31 14:00."),
    ),
    (forms.DateField, "min_value"): (
        "form.too-early",
        _("This day is too early. The first day that can be chosen is %(limit_value)s."),
    ),
    (forms.DateField, "max_value"): (
        "form.too-late",
        _("This day is too late. The last day that can be chosen is %(limit_value)s."),
    ),
    (forms.IntegerField, "invalid"): (
        "form.not-a-number",
        _("This is not a whole number. Write one in digits, such as 12."),
    ),
    (forms.IntegerField, "min_value"): (
        "form.too-small",
        _("This is too small; the smallest number here is %(limit_value)d."),
    ),
    (forms.IntegerField, "max_value"): (
        "form.too-large",
        _("This is too large; the largest number here is %(limit_value)d."),
    ),
    (forms.EmailField, "invalid"): (
        "form.not-an-email-address",
        _("This is not an e-mail address. Write one such as name@example.org."),
    ),
    (forms.FileField, "invalid"): ("form.no-file", _NO_FILE),
    (forms.FileField, "missing"): ("form.no-file", _NO_FILE),
    (forms.FileField, "empty"): (
        "form.empty-file",
        _("There is nothing in this file. Choose another one."),
    ),
}


def lines_of(written: str, longest: int) -> list[str]:
    """Return the lines of a text that is a list, without empty ones.

    Raises:
        ValidationError: a line is longer than what it names may be; nothing is cut off.
    """
    found = [line.strip() for line in written.splitlines() if line.strip()]
    if long := next((line for line in found if len(line) > longest), None):
        raise ValidationError(
            _(
                "A line has %(count)d characters; there is room for %(most)d: “%(line)s…”."
                " Shorten it."
            ),
            code="text.too-long",
            params={"count": len(long), "most": longest, "line": long[:_REPEATED]},
        )
    return found


class RuledForm(forms.Form):
    """A form that names the rule with everything that is wrong: the code of an error if it is one
    (`text.characters`).

    The page opens at the first field that is wrong, however far down it is.
    """

    def add_error(self, field: str | None, error: Any) -> None:
        """Add an error with its rule; words of Django's become ours, which say what would be
        right.
        """
        found = error if isinstance(error, ValidationError) else ValidationError(error)
        said = [
            _with_rule(field or "", self.fields.get(field or ""), one) for one in found.error_list
        ]
        if field in self.fields and not any(
            one.widget.attrs.get("autofocus") for one in self.fields.values()
        ):
            self.fields[field].widget.attrs["autofocus"] = True
        super().add_error(field, ValidationError(said))


def _with_rule(name: str, field: forms.Field | None, error: ValidationError) -> ValidationError:
    words, rule = str(next(iter(error))), error.code or ""
    if "." not in rule:
        kinds: list[Any] = [name, *type(field).__mro__]
        rule, template = next(
            (_WRONG[one, rule] for one in kinds if (one, rule) in _WRONG), (_FALLBACK, "")
        )
        words = template % _facts(error.params or {}) if template else words
    return ValidationError(f"{words} ({rule})", code=rule)


def _facts(params: Any) -> dict[str, Any]:
    """Return the facts of an error, with how much is over a limit, and of what was sent only as
    much as a page can show.
    """
    sent = str(params.get("value", params.get("pk", "")))[:_REPEATED]
    facts = {**params, "value": "".join(one if one.isprintable() else "\ufffd" for one in sent)}
    if isinstance(length := params.get("show_value"), int):
        facts["over"] = length - params["limit_value"]
    return facts
