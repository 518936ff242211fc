from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "veille.accounts"
    verbose_name = _("Accounts")

    def ready(self):
        from django.contrib import admin  # noqa: PLC0415

        from veille.accounts import forms, receivers  # noqa: F401, PLC0415

        admin.site.login_form = forms.LogInForm
