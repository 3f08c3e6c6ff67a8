"""Every process gets the text of its rules: from the folder `rules` in the home, else as the library or the forum has it now."""

from collections.abc import Iterator
from typing import Any

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.core.management import CommandError
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from isegoria.library import FILES, digest_of
from isegoria.rules.language.loading import Faults, read_model_file
from isegoria.server.record.append_only import guard_rules, unguard_rules


def copy(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Copy the text of the rules of each process, or refuse with a sentence for each that has none."""
    there = _texts(apps)
    processes = list(apps.get_model("isegoria", "Process").objects.order_by("number"))
    lost = [one for one in processes if (one.model_id, one.model_version) not in there]
    if lost:
        raise CommandError("\n".join(map(_sentence, lost)))
    for process in processes:
        text = there[process.model_id, process.model_version]
        digest = digest_of(text)
        apps.get_model("isegoria", "RulesText").objects.get_or_create(digest=digest, defaults={"text": text})
        process.rules_id = digest
        process.save(update_fields=["rules"])


def _texts(apps: Apps) -> dict[tuple[str, int], str]:
    """Return the texts by id and version of their models; the first one of the same counts."""
    found: dict[tuple[str, int], str] = {}
    for file, text in _files(apps):
        for model, _places in read_model_file(text, file):
            found.setdefault((model.id, model.version), text)
    return found


def _files(apps: Apps) -> Iterator[tuple[str, str]]:
    for path in sorted((settings.HOME / "rules").glob("*.yaml")):
        text = path.read_text("utf-8")
        try:
            read_model_file(text, str(path))
        except Faults as faults:
            raise CommandError(f"No process model can be read from {faults.faults[0]}. Correct or remove this file.") from None
        yield str(path), text
    yield from FILES.items()
    used: Any = apps.get_model("isegoria", "ModelInUse")
    began = apps.get_model("isegoria", "Process").objects.values("model_id")
    for row in used.objects.filter(model_id__in=began):
        yield f"{row.model_id} {row.version}", row.text


def _sentence(process: Any) -> str:
    name, version = process.model_id, process.model_version
    return (
        f"The rules of process #{process.number} “{process.title}” cannot be found: it began under “{name}”, version {version}."
        f" Put the file of that model, as the release has it under which the forum ran before, into {settings.HOME / 'rules'}"
        " and start again."
    )


class Migration(migrations.Migration):
    dependencies = [("isegoria", "0017_seats_of_a_chunk")]
    operations = [
        migrations.CreateModel(
            name="RulesText",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("text", models.TextField()),
            ],
        ),
        migrations.AddField(
            model_name="process",
            name="rules",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="processes", to="isegoria.rulestext"
            ),
        ),
        migrations.RunPython(copy, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="process",
            name="rules",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="processes", to="isegoria.rulestext"
            ),
        ),
        migrations.RunPython(guard_rules, unguard_rules),
    ]
