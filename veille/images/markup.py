"""A picture as readers get it. The press freezes it into an edition; pages include the same template for a live one."""

from django.template.loader import render_to_string

from veille.images.models import Image
from veille.lib.text import typography

# The text column (static/css/layout.css); a phone leaves 1rem on each side. The template's own is the main column.
TEXT_SIZES = "(min-width: 62rem) 44rem, calc(100vw - 2rem)"


def picture_html(image: Image, *, caption: str = "", sizes: str = TEXT_SIZES, eager: bool = False) -> str:
    """Safe HTML. `caption` is plain text; `eager` for the one picture at the top of a page."""
    context = {"image": image, "caption": typography(caption), "sizes": sizes, "eager": eager}
    return render_to_string("components/picture.html", context).strip()
