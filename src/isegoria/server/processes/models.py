"""Models in use, which never change, and drafts, which are nobody's business but the secretariat's."""

from django.db import models

from isegoria.server.people.models import Participant

__all__ = ["ModelInUse", "ProcessDraft"]


class ModelInUse(models.Model):
    """A version of a process model that the forum put into use. Processes keep the version they began with."""

    model_id = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    text = models.TextField()
    put_in = models.PositiveBigIntegerField()
    """The act that put it into use."""

    class Meta:
        app_label = "isegoria"
        constraints = [models.UniqueConstraint(fields=["model_id", "version"], name="one_text_a_version")]
        ordering = ["model_id", "-version"]

    def __str__(self) -> str:
        return f"{self.model_id} {self.version}"


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
