from django.contrib import admin
from django.urls import include, path

from veille.operations.health import healthz

urlpatterns = [
    path("admin/", include("veille.accounts.urls")),
    path("admin/", admin.site.urls),
    path("sommets/", include("summit.urls")),
    path("relecture/", include("veille.review.urls")),
    path("healthz", healthz),
    path("", include("veille.website.urls")),
]

handler403 = "veille.website.views.errors.forbidden"
handler404 = "veille.website.views.errors.not_found"
