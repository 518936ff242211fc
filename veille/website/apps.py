from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebsiteConfig(AppConfig):
    name = "veille.website"
    verbose_name = _("Website")

    def ready(self):
        """The press, below, cannot know what the site has pages for."""
        from veille.editions import links  # noqa: PLC0415
        from veille.website import public  # noqa: PLC0415

        links.KINDS |= public.kinds()
