"""What was answered names the version of the text, and a part of an issue knows its newest one.

What was answered before names none.
"""

from django.db import migrations, models


def note_newest(apps, schema_editor):
    """Note the newest version of each text."""
    Chunk, Version = apps.get_model("isegoria", "Chunk"), apps.get_model("isegoria", "Version")
    newest = Version.objects.order_by().values_list("chunk").annotate(newest=models.Max("number"))
    for chunk, number in newest:
        Chunk.objects.filter(pk=chunk).update(text_version=number)


class Migration(migrations.Migration):
    dependencies = [("isegoria", "0018_rules_of_a_process")]

    operations = [
        migrations.AddField(model_name="chunk", name="text_version", field=models.PositiveBigIntegerField(null=True)),
        migrations.AddField(model_name="position", name="version", field=models.PositiveBigIntegerField(null=True)),
        migrations.AddField(model_name="position", name="ended_in", field=models.PositiveBigIntegerField(null=True)),
        migrations.AddField(model_name="objection", name="version", field=models.PositiveBigIntegerField(null=True)),
        migrations.AddField(model_name="erasure", name="ground", field=models.CharField(blank=True, max_length=20)),
        migrations.RunPython(note_newest, migrations.RunPython.noop),
    ]
