"""Models in use and texts of rules, which never change, and drafts, which are nobody's business but
the secretariat's.
"""

from django.db import models

from isegoria.server.people.models import Participant

__all__ = ["ModelInUse", "ProcessDraft", "RulesText"]


class ModelInUse(models.Model):
    """A version of a process model that the forum put into use.

    Processes keep the version they began with.
    """

    model_id = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    text = models.TextField()
    put_in = models.PositiveBigIntegerField()
    """The act that put it into use."""

    class Meta:
        app_label = "isegoria"
        constraints = [
            models.UniqueConstraint(fields=["model_id", "version"], name="one_text_a_version")
        ]
        ordering = ["model_id", "-version"]

    def __str__(self) -> str:
        return f"{self.model_id} {self.version}"


class RulesText(models.Model):
    """The text of a model file under which processes run: put in once, never changed; the database
    refuses it.

    The act that begins a process names it by its SHA-256, so it is part of the record, and stands
    there once for all processes.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    text = models.TextField()

    class Meta:
        app_label = "isegoria"

    def __str__(self) -> str:
        return self.digest


class ProcessDraft(models.Model):
    """A model that is being written."""

    owner = models.ForeignKey(Participant, on_delete=models.CASCADE)
    based_on = models.CharField(max_length=80)
    text = models.TextField()
    scenario = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        app_label = "isegoria"
        ordering = ["-changed_at"]

    def __str__(self) -> str:
        return f"draft {self.pk} of {self.based_on}"
