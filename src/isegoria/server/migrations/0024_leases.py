import datetime

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('isegoria', '0023_protect_people_and_drop_double_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Lease',
            fields=[
                ('name', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('holder', models.CharField(blank=True, max_length=64)),
                ('until', models.DateTimeField(default=datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))),
                ('done_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
    ]
