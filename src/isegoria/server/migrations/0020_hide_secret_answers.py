"""Who answered a secret ballot or a review, and when, was open on the record; from here on it is sealed.

The body of an answer to a ballot that is not secret says what was answered; that of a secret one does not.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_FIELDS = ("at", "reason", "who")


def seal(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Move what names the author of a secret answer, and its reason, from the openings to what is sealed."""
    act, opening, sealed, authorship = (
        apps.get_model("isegoria", name) for name in ("Act", "Opening", "Sealed", "Authorship")
    )
    rows = act.objects.filter(kind__in=["chunk.vote", "review.answer"]).only("number", "body").iterator()
    numbers = [one.number for one in rows if "answer" not in one.body]
    for start in range(0, len(numbers), 500):
        some = numbers[start : start + 500]
        there = opening.objects.filter(act__in=some, field__in=_FIELDS)
        sealed.objects.bulk_create(
            sealed(act_id=one.act_id, field=one.field, salt=one.salt, content=one.content) for one in there
        )
        there.delete()
        authorship.objects.filter(act__in=some).delete()


class Migration(migrations.Migration):
    dependencies = [("isegoria", "0019_named_versions")]
    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
