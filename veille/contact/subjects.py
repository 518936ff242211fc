"""What a message can be about: a page that readers see now, found by the slug in the form's address."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from veille.editions.models import Edition


@dataclass(frozen=True)
class Subject:
    title: str
    path: str
    article_key: UUID | None = None
    commitment_key: int | None = None


type Resolver = Callable[[str], Subject | None]

# A slug, or two for what stands inside something else.
_SLUG = re.compile(r"[-a-zA-Z0-9_]{1,120}(/[-a-zA-Z0-9_]{1,120})?")


def article(slug: str) -> Subject | None:
    """The article now read under this slug or, when it was renamed, under its newer one."""
    keys = Edition.objects.public_by().filter(slug=slug).values("key")
    edition = Edition.objects.current().filter(key__in=keys).without_text().first()
    return edition and Subject(edition.title, edition.get_absolute_url(), edition.key)


def named(fields, resolvers: dict[str, Resolver]) -> dict[str, str]:
    """{kind: slug} of what the request's fields name, whether or not it is there."""
    return {kind: slug for kind in resolvers if _SLUG.fullmatch(slug := fields.get(kind, ""))}


def asked_for(fields, resolvers: dict[str, Resolver]) -> tuple[str, str, Subject | None]:
    """(kind, slug, subject) of the first kind that the request's fields name and readers can see; empty otherwise."""
    for kind, slug in named(fields, resolvers).items():
        if subject := resolvers[kind](slug):
            return kind, slug, subject
    return "", "", None


_editors: list[Callable[[UUID], str]] = []


def editor_of_article(function):
    """Registers `function(article_key) -> address`: who answers for an article, which this room cannot know; empty
    where nobody does.
    """
    _editors.append(function)
    return function


def editor_of(article_key: UUID) -> str:
    return next((address for find in _editors if (address := find(article_key))), "")
