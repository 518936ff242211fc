"""Pictures, at names that never change their bytes. Nothing is served but the renditions the library made itself."""

from django.http import Http404, HttpResponse
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from veille.images.models import Image, content_type, open_rendition
from veille.lib.policies import MEDIA
from veille.website import public

PUBLIC = "public, max-age=31536000, immutable"
# A colleague may see what is not published yet; no cache may keep it.
PRIVATE = "private, no-store"


@csp_override(MEDIA)
@require_safe
def media(request, name):
    image = Image.objects.by_file_name(name)
    if image is None:
        raise Http404
    is_public = public.shows(image)
    if not is_public and not (request.user.is_authenticated and request.user.is_staff):
        raise Http404
    try:
        with open_rendition(name) as file:
            # Whole: a hundred kilobytes at most, and a streamed answer would be compressed once more for nothing.
            response = HttpResponse(file.read(), content_type=content_type(name))
    except FileNotFoundError as lost:
        raise Http404 from lost
    response["Cache-Control"] = PUBLIC if is_public else PRIVATE
    response["X-Content-Type-Options"] = "nosniff"
    return response
