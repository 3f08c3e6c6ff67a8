"""An answer to a review is no act any more. Who answered was kept after the count; it is deleted."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forget(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Delete who answered surveys that are over; what they answered was deleted when they ended."""
    apps.get_model("isegoria", "ReviewAnswer").objects.exclude(review__closed_in=None).delete()


class Migration(migrations.Migration):
    dependencies = [("isegoria", "0034_plain_words")]
    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
        migrations.RemoveField(model_name="reviewanswer", name="answered_in"),
    ]
