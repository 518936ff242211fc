"""Mounted under /relecture/."""

from django.urls import path

from veille.review import views

urlpatterns = [
    path("<str:token>/", views.read, name="review-link"),
    path("<str:token>/image/<str:name>", views.picture, name="review-picture"),
]
