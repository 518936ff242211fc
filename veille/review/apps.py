from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    name = "veille.review"
    verbose_name = _("Review")

    def ready(self):
        from veille.review import retention  # noqa: F401, PLC0415 answers for what is kept of a person
