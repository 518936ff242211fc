"""What running the product needs to remember."""

from django.db import models


class Loaded(models.Model):
    """One thing of the shipped content, as it was put in: see loading.py."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=160)
    pk_text = models.CharField(max_length=40)
    source_digest = models.CharField(max_length=64)
    row_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("kind", "key", name="loaded_once")]

    def __str__(self):
        return f"{self.kind} {self.key}"


class PeriodicJob(models.Model):
    """When a job of jobs.py runs next; moving that moment on, in one UPDATE, is what claims the run."""

    name = models.CharField(max_length=40, unique=True)
    next_run_at = models.DateTimeField()

    def __str__(self):
        return self.name
