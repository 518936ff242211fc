"""Feed generators that no character of a text can silence. No models; addresses come from who asks."""

import re

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed

# What XML 1.0 cannot hold, not even escaped: one such character, pasted by somebody, must not silence a feed.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Serialisable:
    """Mix in before a feed generator: takes out of every text what XML forbids."""

    def __init__(self, **given):
        super().__init__(**_cleaned(given))

    def add_item(self, **given):
        super().add_item(**_cleaned(given))


def _cleaned(given):
    return {name: FORBIDDEN.sub("", value) if isinstance(value, str) else value for name, value in given.items()}


class FullRss(Serialisable, Rss201rev2Feed):
    def rss_attributes(self):
        return super().rss_attributes() | {"xmlns:content": "http://purl.org/rss/1.0/modules/content/"}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"])


class FullAtom(Serialisable, Atom1Feed):
    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})
