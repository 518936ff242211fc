"""The page a review link opens, for somebody without an account. Whoever knows the address may read and post: no cookie
is asked, and none is set. An address that opens nothing answers like one that never was.
"""

import re
from functools import wraps

from django.http import Http404, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from veille.editions.rendering import uses
from veille.images.models import Image, content_type, open_rendition
from veille.lib.policies import MEDIA, REMARKED
from veille.review import proof, sharing
from veille.review.models import ReviewLinkUse
from veille.website.views.errors import not_found

# Addresses of pictures in the page's markup, alone or in a list of sizes.
_PICTURES = re.compile(r'(?<=["\s,])/media/(?=[\w.-]+)')


def by_link(view):
    """Finds the link, or answers 404; and keeps whatever is answered out of caches, search engines and Referers."""

    @csrf_exempt  # without Referer a browser names no Origin either; and no cookie speaks for whoever posts
    @never_cache
    @wraps(view)
    def answer(request, token, **kwargs):
        try:
            link = sharing.find(token)
            if link is None:
                raise Http404
            response = view(request, link, **kwargs)
        except Http404:
            response = not_found(request)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        patch_cache_control(response, no_store=True, private=True)
        return response

    return answer


@by_link
@csp_override(REMARKED)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def read(request, link):
    is_colleague = request.user.is_authenticated and request.user.has_perm("articles.view_article")
    if request.method == "GET" and not is_colleague:
        link.used(ReviewLinkUse.What.READ, link.article.version)
    response = proof.answer(request, link.article, proof.Reader(link=link, only_looks=is_colleague))
    # Readers do not get the pictures of what is not published: this page asks for them by its own address.
    response.content = _PICTURES.sub(f"{request.path}image/", response.content.decode())
    return response


@by_link
@csp_override(MEDIA)
@require_safe
def picture(request, link, name):
    image = Image.objects.by_file_name(name)
    shown = {*uses(link.article.body).pictures, str(link.article.hero_id)}
    if image is None or str(image.pk) not in shown:
        raise Http404
    try:
        with open_rendition(name) as file:
            response = HttpResponse(file.read(), content_type=content_type(name))
    except FileNotFoundError as lost:
        raise Http404 from lost
    response["X-Content-Type-Options"] = "nosniff"
    return response
