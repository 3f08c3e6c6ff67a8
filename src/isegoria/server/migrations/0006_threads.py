from django.db import migrations, models


def place_comments(apps, _editor):
    """Give the contributions that are there their place in reading order; a parent comes before its replies."""
    comments = apps.get_model("isegoria", "Comment").objects
    paths = {}
    for one in comments.order_by("number").only("number", "parent_id").iterator(chunk_size=2000):
        paths[one.number] = f"{paths.get(one.parent_id, '')[:310]}{one.number:010d}"
        comments.filter(pk=one.number).update(path=paths[one.number])


class Migration(migrations.Migration):

    dependencies = [
        ('isegoria', '0005_chunks'),
    ]

    operations = [
        migrations.AddField(model_name='comment', name='path', field=models.CharField(default='', max_length=320), preserve_default=False),
        migrations.RunPython(place_comments, migrations.RunPython.noop),
    ]
