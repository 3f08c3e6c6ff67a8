"""Tell a group that somebody stated who settled who spoke from one that the speaker declared."""

import json

from django.db import migrations


def tell_apart(apps, schema_editor):
    """Look in the record for the groups that settlements stated."""
    Opening = apps.get_model("isegoria", "Opening")
    Speaker = apps.get_model("isegoria", "Speaker")
    settled = Opening.objects.filter(act__kind="turn.settle", field="speaker")
    for place, content in settled.values_list("act__process", "content").iterator():
        said = json.loads(bytes(content))
        if said.get("group"):
            Speaker.objects.filter(
                session=int(place.removeprefix("session-")),
                name=said["name"].strip()[:120],
                participant=None,
                group_basis="self_declared",
            ).update(group_basis="review")


class Migration(migrations.Migration):

    dependencies = [
        ("isegoria", "0030_limits_in_the_database"),
    ]

    operations = [
        migrations.RunPython(tell_apart, migrations.RunPython.noop),
    ]
