from html.parser import HTMLParser

from django.template.loader import render_to_string

from veille.images.markup import picture_html
from veille.images.models import Image

VECTOR = "\"><script>alert(1)</script>' & {{ 1 }}"


def an_image(**fields):
    names = [("avif", 400), ("webp", 400), ("avif", 800), ("webp", 800), ("jpg", 800)]
    kinds = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
    renditions = [
        {"name": f"k-{width}.{one}", "type": kinds[one], "width": width, "height": width // 2, "bytes": 9}
        for one, width in names
    ]
    given = {"alt": "Une verrière", "credit": "Cellule", "licence": "CC BY 4.0"} | fields
    return Image(renditions=renditions, **given)


class Elements(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def elements(html, *tags):
    return [(tag, attributes) for tag, attributes in Elements(html).found if tag in tags]


def test_picture_offers_its_sizes():
    html = picture_html(an_image(), sizes="50vw")
    assert elements(html, "source", "img") == [
        ("source", {"type": "image/avif", "srcset": "/media/k-400.avif 400w, /media/k-800.avif 800w", "sizes": "50vw"}),
        ("source", {"type": "image/webp", "srcset": "/media/k-400.webp 400w, /media/k-800.webp 800w", "sizes": "50vw"}),
        (
            "img",
            {
                "src": "/media/k-800.jpg",
                "width": "800",
                "height": "400",
                "alt": "Une verrière",
                "loading": "lazy",
                "decoding": "async",
            },
        ),
    ]


def test_first_picture_of_a_page_is_asked_for_at_once():
    [(_, attributes)] = elements(picture_html(an_image(), eager=True), "img")
    assert (attributes.get("fetchpriority"), attributes.get("loading")) == ("high", None)


def test_caption_credit_and_declaration_stand_below():
    html = picture_html(an_image(made="generated", credit="L'équipe"), caption="Qui l'a vue ? Nous : tous")
    caption = html.partition("<figcaption>")[2].partition("</figcaption>")[0]
    assert [line.strip() for line in caption.splitlines() if line.strip()] == [
        "<span>Qui l’a vue\u202f? Nous\u00a0: tous</span>",
        "<span>L’équipe, CC BY 4.0</span>",
        '<span class="made-by">Image générée par IA.</span>',
    ]


def test_picture_made_without_ai_says_nothing_of_it():
    assert "made-by" not in picture_html(an_image())


def test_decorative_picture_is_passed_by():
    [(_, attributes)] = elements(picture_html(an_image(alt="", is_decorative=True)), "img")
    assert attributes["alt"] == ""


def test_words_are_escaped():
    html = picture_html(an_image(alt=VECTOR, credit=VECTOR, licence=VECTOR), caption=VECTOR, sizes=VECTOR)
    [(_, attributes)] = elements(html, "img")
    assert (elements(html, "script"), attributes["alt"]) == ([], VECTOR)


def test_template_alone_shows_a_page_its_first_picture():
    context = {"image": an_image(made="retouched"), "eager": True, "place": "main", "brief": True}
    html = render_to_string("components/picture.html", context)
    assert elements(html, "figure") == [("figure", {"class": "picture main"})]
    assert elements(html, "span") == [("span", {"class": "made-by"})]
    assert elements(html, "source")[0][1]["sizes"] == "(min-width: 62rem) 59rem, calc(100vw - 2rem)"


def test_brief_picture_made_without_ai_has_no_caption():
    html = render_to_string("components/picture.html", {"image": an_image(), "brief": True, "caption": "Légende"})
    assert elements(html, "figcaption") == []
