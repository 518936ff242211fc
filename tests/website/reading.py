"""How the tests of the site read a page: its words as a reader sees them, its links, its head."""

import re
from html import unescape


def text(response) -> str:
    """Everything between the tags, white space as a reader sees it."""
    bare = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"[ \n\t]+", " ", unescape(bare)).strip()


def main(response) -> str:
    """The HTML of the page's own part."""
    return re.search(r"<main.*?</main>", response.content.decode(), re.S)[0]


def links(html: str) -> list[str]:
    return [unescape(address) for address in re.findall(r'<a\b[^>]*? href="([^"]*)"', html)]


def titles(response) -> list[str]:
    """The titles of a list's lines, in order."""
    return [unescape(title) for title in re.findall(r"<h3><a [^>]*>([^<]*)</a>", main(response))]


def meta(response, name: str) -> str:
    found = re.search(rf'<meta (?:name|property)="{re.escape(name)}" content="([^"]*)">', response.content.decode())
    return unescape(found[1]) if found else ""


def canonical(response) -> str:
    found = re.search(r'<link rel="canonical" href="([^"]*)">', response.content.decode())
    return unescape(found[1]) if found else ""


def said(response) -> str:
    """text() as one reads it aloud: any space is a space, and none stands before a comma or a full stop."""
    return re.sub(r" (?=[,.])", "", re.sub(r"\s+", " ", text(response)))
