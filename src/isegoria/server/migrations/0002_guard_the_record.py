"""Guard the record by triggers, and start it."""

from django.db import migrations

from isegoria.server.record.append_only import guard, start_record, unguard


class Migration(migrations.Migration):
    dependencies = [("isegoria", "0001_initial")]
    operations = [
        migrations.RunPython(guard, unguard),
        migrations.RunPython(start_record, migrations.RunPython.noop),
    ]
