from django.urls import path

from summit import feeds, views

urlpatterns = [
    path("", views.events, name="events"),
    path("<slug:slug>/", views.event, name="event"),
    path("<slug:slug>/flux.xml", feeds.Changes(), name="event_feed"),
    path("<slug:slug>/engagements/", views.commitments, name="commitments"),
    path("<slug:slug>/engagements.csv", views.commitments_csv, name="commitments_csv"),
    path("<slug:slug>/engagements.json", views.commitments_json, name="commitments_json"),
    path("<slug:slug>/etapes.csv", views.steps_csv, name="steps_csv"),
    path("<slug:slug>/engagements/<slug:commitment>/", views.commitment, name="commitment"),
]
