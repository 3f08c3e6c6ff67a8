"""Names are found by what they look like; those that are there are looked at once."""

from django.db import migrations, models

from isegoria.rules.facts.confusables import likeness


def look(apps, editor):
    people = apps.get_model("isegoria", "Participant").objects.using(editor.connection.alias)
    rows = []
    for one in people.exclude(name="").only("pk", "name").iterator(chunk_size=1000):
        one.likeness = likeness(one.name)
        rows.append(one)
    people.bulk_update(rows, ["likeness"], batch_size=300)


class Migration(migrations.Migration):
    dependencies = [("isegoria", "0036_notes_erased_by_parties")]

    operations = [
        migrations.AddField(
            model_name="participant",
            name="likeness",
            field=models.TextField(blank=True),
        ),
        migrations.RunPython(look, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="participant",
            index=models.Index(fields=["likeness"], name="isegoria_pa_likenes_2eb930_idx"),
        ),
    ]
