"""Mounted under /admin/, before the desk's own addresses. The first name is the one the log-in page looks for."""

from django.contrib import admin
from django.urls import path

from veille.accounts import views

urlpatterns = [
    path("me/", admin.site.admin_view(views.Me.as_view()), name="my_settings"),
    path("password/", views.Forgotten.as_view(), name="admin_password_reset"),
    path("password/sent/", views.LinkSent.as_view(), name="password_reset_done"),
    path("password/chosen/", views.Chosen.as_view(), name="password_reset_complete"),
    path("password/<uidb64>/<token>/", views.Choose.as_view(), name="password_reset_confirm"),
]
