"""Choosing a password through a mailed link. Django's own views, under the desk's policy and in its looks."""

from axes.utils import reset
from django.contrib import admin
from django.contrib.auth import views
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override

from veille.accounts.forms import ForgottenForm
from veille.lib.policies import DESK


class DeskPage:
    @method_decorator([never_cache, csp_override(DESK)])
    def dispatch(self, *args, **kwargs):
        return super().dispatch(*args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | admin.site.each_context(self.request)


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
