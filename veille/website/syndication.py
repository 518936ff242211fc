"""An edition's text as a feed reader can show it: on its own, away from the site, with every address absolute."""

from html import escape
from html.parser import HTMLParser

from django.utils.translation import gettext as _

from summit import notes
from veille.editions.models import Edition

# What only our own style sheet and page give a meaning to.
_OURS = {"id", "class", "role", "tabindex", "aria-label", "fetchpriority", "decoding", "loading"}
_CARD = "bulle-"


def full_text(edition: Edition, *, site: str) -> str:
    """Takeaways, hero picture and text as HTML. `site` is the absolute address of the site, without a final slash."""
    page = site + edition.get_absolute_url()
    return _hero(edition, site) + _takeaways(edition) + portable(notes.without(edition.body), page=page, site=site)


def portable(html: str, *, page: str, site: str) -> str:
    """The press's HTML with citation calls as links to the page's list of sources; its words as they are."""
    reader = _Portable(page, site)
    reader.feed(html)
    reader.close()
    return "".join(reader.out)


class _Portable(HTMLParser):
    def __init__(self, page, site):
        super().__init__(convert_charrefs=False)
        self.page, self.site = page, site
        self.out: list[str] = []
        self.in_call = False

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "button":
            self.in_call = True
            number = escape(given["popovertarget"].removeprefix(_CARD))
            self.out.append(f'<a href="{escape(self.page)}#source-{number}">[{number}]</a>')
            return
        kept = {name: self.absolute(name, value) for name, value in given.items() if name not in _OURS}
        self.out.append(f"<{tag}{''.join(f' {name}="{escape(value)}"' for name, value in kept.items())}>")

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if tag == "button":
            self.in_call = False
        else:
            self.out.append(f"</{tag}>")

    def absolute(self, name, value):
        if name == "srcset":
            return ", ".join(self.absolute("src", one) for one in value.split(", "))
        is_ours = name in {"href", "src"} and value.startswith("/") and not value.startswith("//")
        return self.site + value if is_ours else value

    # Words come as they stand in the text, references unresolved.

    def handle_data(self, data):
        if not self.in_call:
            self.out.append(data)

    def handle_entityref(self, name):
        self.handle_data(f"&{name};")

    def handle_charref(self, name):
        self.handle_data(f"&#{name};")


def _hero(edition, site):
    picture = edition.hero.fallback if edition.hero else {}
    if not picture:
        return ""
    words = " · ".join(filter(None, [edition.hero_caption, edition.hero.credit_line, edition.hero.made_words]))
    return (
        f'<figure><img src="{site}{picture["url"]}" width="{picture["width"]}" height="{picture["height"]}"'
        f' alt="{escape(edition.hero.text_instead)}"><figcaption>{escape(words)}</figcaption></figure>'
    )


def _takeaways(edition):
    lines = "".join(f"<li>{escape(line)}</li>" for line in edition.takeaways)
    title = _("Key points")  # not inside the f-string: message extraction does not look there
    return f"<p><strong>{title}</strong></p><ul>{lines}</ul>" if lines else ""
