"""After a count it was kept who had answered a secret ballot; and for ever, with the answer, where an issue was merged meanwhile."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_OF_AN_ANSWER = ("answer", "given_in", "organisation", "proxy")


def forget(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the rows of secret ballots that were counted, and of those in issues that were merged before they came to an end."""
    row, act = apps.get_model("isegoria", "ChunkRow"), apps.get_model("isegoria", "Act")
    over = set(row.objects.filter(what="counted").values_list("chunk", "stage", "name"))
    merged = row.objects.filter(what="given_in", chunk__outcome="").exclude(chunk__issue__merged_into=None)
    bodies = dict(act.objects.filter(kind="chunk.vote", number__in=merged.values("number")).values_list("number", "body"))
    places = merged.values_list("chunk", "stage", "name", "number")
    over |= {(chunk, stage, name) for chunk, stage, name, number in places if "answer" not in bodies.get(number, {"answer": ""})}
    for chunk, stage, name in over:
        row.objects.filter(chunk=chunk, stage=stage, name=name, what__in=_OF_AN_ANSWER).delete()
        row.objects.filter(chunk=chunk, stage=stage, name="vote", what="use").delete()


class Migration(migrations.Migration):
    dependencies = [("isegoria", "0020_hide_secret_answers")]
    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
