"""A person's own page, and choosing a password through a mailed link: Django's own views, under the desk's policy and in
its looks.
"""

from axes.utils import reset
from django.contrib import admin, messages
from django.contrib.auth import views
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.generic import UpdateView

from veille.accounts.forms import ForgottenForm, MyForm
from veille.accounts.models import User
from veille.lib.policies import DESK


class DeskPage:
    @method_decorator([never_cache, csp_override(DESK)])
    def dispatch(self, *args, **kwargs):
        return super().dispatch(*args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | admin.site.each_context(self.request)


class Me(DeskPage, UpdateView):
    """One's own settings and nobody else's: the address names no account."""

    form_class = MyForm
    template_name = "admin/accounts/me.html"
    context_object_name = "person"  # not « user »: what is typed is nobody's name yet
    success_url = reverse_lazy("my_settings")
    extra_context = {"title": _("My settings")}

    def get_object(self, queryset=None):
        return User.objects.get(pk=self.request.user.pk)

    @transaction.atomic
    def form_valid(self, form):
        if form.has_changed():
            accounts = admin.site.get_model_admin(User)
            message = accounts.construct_change_message(self.request, form, None)
            accounts.log_change(self.request, form.save(), message)
            messages.success(self.request, _("Your settings are saved."))
        return redirect(self.success_url)


class Forgotten(DeskPage, views.PasswordResetView):
    form_class = ForgottenForm


class LinkSent(DeskPage, views.PasswordResetDoneView):
    pass


class Choose(DeskPage, views.PasswordResetConfirmView):
    def get_user(self, uidb64):
        user = super().get_user(uidb64)
        return user if user and user.is_active else None

    def form_valid(self, form):
        # Who holds the mailbox is no longer taken for the one who guessed wrong ten times.
        reset(username=self.user.email)
        return super().form_valid(form)


class Chosen(DeskPage, views.PasswordResetCompleteView):
    pass
