"""Nothing that is not public, and nothing that only it uses, shows anywhere to somebody who is not logged in.

Everything that could leak is made first, each field with a word of its own; then every address an anonymous reader
can ask for is asked for.
"""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.contrib.admin.sites import site as desk
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date

from summit.models import Commitment, EventFigure, Milestone
from tests import factories as make
from tests.website.reading import links
from veille.accounts.models import User
from veille.articles import drafting, presence
from veille.articles.models import Article, WorkingCopy
from veille.editions.models import Edition, Withdrawal
from veille.images.models import rendition_path
from veille.lib.dates import PartialDate
from veille.review import tokens
from veille.review.models import Follow, Remark, ReviewLink, ReviewRequest
from veille.website.public import PAGES

# Every word that must not be seen begins with this.
SECRET = "xqz"


def words():
    number = 0
    while True:
        number += 1
        yield f"{SECRET}{number}"


@pytest.fixture
def secret():
    word = words()
    return lambda: next(word)


def hidden_parts(secret):
    """A tag, an author, a source, figures and pictures that only hidden editions use."""
    organisation = make.organisation(secret(), description=secret(), address=f"https://{secret()}.example/")
    source = make.source(
        secret(),
        organisation=organisation,
        address=f"https://{secret()}.example/",
        archived_address=f"https://{secret()}.example/",
    )
    rival = make.figure(secret(), unit=secret(), scope=secret(), sources=[source])
    pictures = [make.image(secret(), alt=secret(), credit=secret(), licence=secret()) for _ in range(2)]
    for picture in pictures:
        default_storage.save(rendition_path(picture.fallback["name"]), ContentFile(secret().encode()))
    return {
        "lead": secret(),
        "takeaways": [secret()],
        "body": f"<h2>{secret()}</h2><p>{secret()}{make.cite(source, locator=secret(), quotation=secret())}</p>"
        + make.show(pictures[0], caption=secret()),
        "sources": [source],
        "images": pictures[:1],
        "hero": pictures[1],
        "hero_caption": secret(),
        "figures": [make.figure(secret(), unit=secret(), scope=secret(), sources=[source], rivals=[rival])],
        "tags": [make.tag(secret(), description=secret())],
        "authors": [make.author(secret(), description=secret())],
        "change_note": secret(),
    }


def promised(secret, event):
    """A commitment with a step, an amount, roles and sources of its own, and a figure and a date of the brief."""
    cited, proof, paid = (
        make.source(secret(), organisation=make.organisation(secret()), address=f"https://{secret()}.example/")
        for _ in range(3)
    )
    made = make.commitment(
        event, secret(), promise=secret(), horizon_words=secret(), verifiability_reason=secret(),
        bearer=make.organisation(secret()), cited=cited, steps=[],
    )  # fmt: skip
    made.citations.update(quotation=secret(), locator=secret())
    make.step(made, "under_way", "2025-03", proofs=[proof], headline=secret(), rationale=secret())
    make.amount(made, 7, source=paid, scope=secret())
    figure = make.figure(secret(), unit=secret(), scope=secret(), sources=[paid])
    EventFigure.objects.create(event=event, figure=figure)
    Milestone.objects.create(
        event=event, happened_on=PartialDate("2025-02"), title=secret(), summary=secret(), source=proof
    )
    return made


def written(secret, key):
    """At the desk: the article of a public edition, changed since, and what somebody typed and did not save."""
    person = User.objects.create_user("r@example.org", name=secret())
    article = Article.objects.create(key=key, title=secret(), slug=secret(), lead=secret(), body=f"<p>{secret()}</p>")
    drafting.record(article, by=person)
    typed = {"article": article, "person": person}
    WorkingCopy.objects.create(**typed, page="a", posted=f'{{"lead": ["{secret()}"]}}', kept_at=timezone.now())
    presence.seen(article, by=person, is_typing=True)
    reviewed(secret, article, person)


def reviewed(secret, article, person):
    """What is asked, remarked, answered, shared: by a colleague and by links that work, are revoked and are over."""
    asked = {"article": article, "by": person, "person": person}
    ReviewRequest.objects.create(**asked, words=secret(), due_on="2026-12-24")
    Follow.objects.create(article=article, person=person)
    said = {"article": article, "version": 1}
    head = Remark.objects.create(**said, by=person, words=secret(), exact=secret(), prefix=secret(), suffix=secret())
    for days, revoked_at in [(+7, None), (+7, timezone.now()), (-7, None)]:
        ends = {"expires_at": timezone.now() + timedelta(days=days), "revoked_at": revoked_at}
        link = ReviewLink.objects.create(article=article, by=person, name=secret(), email=f"{secret()}@x.fr", **ends)
        ReviewLink.objects.filter(pk=link.pk).update(
            answer="objected", answer_words=secret(), answered_at=timezone.now()
        )
        Remark.objects.create(**said, link=link, words=secret(), thread=head)
        link.used("read", 1)


@pytest.fixture
def hidden(secret, identity):
    """Editions nobody may see: ahead, the next one of a public article, ended, superseded, withdrawn; a summit."""
    shown = make.edition("Visible", sources=[make.source()], tags=[make.tag("Thème")], live_from=-5, live_until=+5)
    replaced = make.edition(secret(), **hidden_parts(secret) | {"change_note": ""}, live_from=-9, live_until=-7)
    make.edition("Corrigée", key=replaced.key, live_from=-7, nature=Edition.Nature.CORRECTION, change_note="Corrigé.")
    editions = [
        make.edition(secret(), **hidden_parts(secret), live_from=+1),
        make.edition(secret(), key=shown.key, **hidden_parts(secret), live_from=+5),
        make.edition(secret(), **hidden_parts(secret), live_from=-5, live_until=-1),
        make.withdrawn(secret(), **hidden_parts(secret), notice="Un avis public."),
        replaced,
    ]
    host = make.organisation(secret())
    event = make.event(
        secret(), published=False, place=secret(), summary=secret(), axes=[secret()], hosts=[host],
        sources=[make.source(secret(), organisation=host)], editions=[shown],
    )  # fmt: skip
    promised(secret, event)
    make.printed(event, verdict=secret())
    followed = make.event("Suivi", axes=["Climat"])
    make.commitment(followed, "Une promesse", number="1")
    make.printed(followed)
    promised(secret, followed)
    for slug in PAGES:
        make.page(slug)
    make.page("brouillon", secret(), body=f"<p>{secret()}</p>")
    written(secret, shown.key)
    return editions, event


def everything(client):
    """Each anonymous address reached from the home page, the sitemap and the feeds, with what it answered."""
    waiting = [
        "/",
        "/sitemap.xml",
        "/robots.txt",
        "/flux/rss.xml",
        "/flux/atom.xml",
        "/contact/",
        "/sources/?q=x",
        "/404/",
    ]
    seen = {}
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        response = client.get(path, follow=False)
        if response.streaming:  # a file of open data: read once, kept for whoever looks
            response = HttpResponse(b"".join(response), headers=response.headers)
        seen[path] = response
        found = re.findall(r' (?:href|src)="(/[^"#]*)', response.content.decode("utf-8", "replace"))
        if path == "/sitemap.xml":
            found = [loc.text for loc in ElementTree.fromstring(response.content).iter() if loc.text]
        local = (address.replace("http://127.0.0.1:8000", "").split("#")[0] for address in found)
        waiting += [address for address in local if address.startswith("/") and not address.startswith("/static/")]
    return seen


def test_no_address_shows_a_word_of_what_is_hidden(client, hidden):
    seen = everything(client)
    assert len(seen) > 20
    leaks = {
        path: re.findall(rf"{SECRET}\d+", response.content.decode("utf-8", "replace"))
        for path, response in seen.items()
    }
    assert {path: found for path, found in leaks.items() if found} == {}


def test_addresses_of_what_is_hidden_say_nothing(client, hidden):
    editions, event = hidden
    missing = client.get("/articles/jamais/").content
    ahead, following, *_ = editions
    asked = [reverse("edition", args=[edition.slug]) for edition in editions] + [event.get_absolute_url()]
    for edition in editions:
        asked += [picture.fallback["url"] for picture in edition.pictures.all()]
        asked += [one.get_absolute_url() for one in [*edition.tags.all(), *edition.authors.all()]]
        asked += [f"{one.get_absolute_url()}flux.xml" for one in [*edition.tags.all(), *edition.authors.all()]]
        for citation in edition.citations.all():
            asked += [citation.source.get_absolute_url(), citation.source.organisation.get_absolute_url()]
    asked += [f"/contact/?article={ahead.slug}", f"/contact/?sommet={event.slug}", "/brouillon/"]
    for made in Commitment.objects.exclude(slug="une-promesse").select_related("event"):
        files = ["engagements/", "engagements.csv", "engagements.json", "etapes.csv", "flux.xml"]
        asked += [f"/sommets/{event.slug}/{name}" for name in files]
        asked += [f"/sommets/{made.event.slug}/engagements/{made.slug}/"]
        asked += [f"/contact/?engagement={made.event.slug}/{made.slug}"]
        asked += [role.organisation.get_absolute_url() for role in made.roles.all()]
    answers = {path: client.get(path) for path in asked}
    leaked = {path for path, answer in answers.items() if SECRET.encode() in answer.content.replace(path.encode(), b"")}
    assert leaked == set()
    statuses = {edition.slug: client.get(f"/articles/{edition.slug}/").status_code for edition in editions}
    assert list(statuses.values()) == [404, 404, 410, 410, 301]
    # What will be public looks like what never was.
    assert client.get(f"/articles/{ahead.slug}/").content == missing
    assert client.get(f"/articles/{following.slug}/").content == missing
    others = [
        answer.status_code for path, answer in answers.items() if not path.startswith(("/articles/", "/contact/"))
    ]
    assert set(others) == {404}


def test_pages_of_a_review_ask_for_a_log_in_or_for_a_link_that_works(client, hidden):
    article = Article.objects.get()
    missing = client.get("/articles/jamais/").content
    for name in ["read", "review", "change", "preview"]:
        assert client.get(reverse(f"admin:articles_article_{name}", args=[article.pk])).status_code == 302
    for link in ReviewLink.objects.all():
        path = f"/relecture/{tokens.token(link.key)}/"
        whole = (client.get(path).status_code, client.get(path.replace(".", ".x")).content == missing)
        assert whole == (200 if link.is_working else 404, True)
        assert client.get(f"/relecture/{link.key.hex}/").content == missing
        assert client.get(f"/relecture/{link.pk}/").content == missing


def test_what_is_hidden_shows_once_it_is_public(client, hidden):
    editions, _event = hidden
    ahead = editions[0]
    Edition.objects.filter(pk=ahead.pk).update(live_from=make.moment(-1), first_live_from=make.moment(-1))
    response = client.get(f"/articles/{ahead.slug}/")
    assert response.status_code == 200
    assert SECRET in response.content.decode()
    assert f"/articles/{ahead.slug}/" in links(client.get("/articles/").content.decode())


def test_planned_end_takes_every_word_from_readers_at_its_time(client, secret, identity, monkeypatch):
    end = make.moment(+5)
    other = make.edition("La suite", tags=[make.tag("Thème")], live_from=-3)
    edition = make.edition(secret(), **hidden_parts(secret), live_from=-5, live_until=end)
    Withdrawal.objects.create(key=edition.key, withdrawn_at=end, notice="Fini.", replacement=other.key)
    pictures = [picture.fallback["url"] for picture in edition.pictures.all()]

    def at(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return everything(client) | {path: client.get(path) for path in pictures}

    before = at(end - timedelta(microseconds=1))
    shown = {path for path, response in before.items() if SECRET in response.content.decode("utf-8", "replace")}
    assert {"/", "/articles/", "/flux/rss.xml", "/flux/atom.xml", "/sitemap.xml", *pictures} - shown == set()
    after = at(end)
    assert {path for path, one in after.items() if SECRET in one.content.decode("utf-8", "replace")} == set()
    gone = client.get(edition.get_absolute_url())
    assert gone.status_code == 410
    assert "Fini." in gone.text
    assert "/articles/la-suite/" in links(gone.text)
    # What a reader kept from before is not taken for what there is now.
    for path in ["/articles/", "/flux/rss.xml", "/sitemap.xml", edition.get_absolute_url()]:
        kept = {"if-none-match": before[path]["ETag"], "if-modified-since": http_date(end.timestamp())}
        for header, value in kept.items():
            assert client.get(path, headers={header: value}).status_code in {200, 410}
    assert {client.get(path).status_code for path in pictures} == {404}


def test_no_anonymous_page_sets_a_cookie_but_the_forms(client, hidden):
    cookies = {path: list(response.cookies) for path, response in everything(client).items() if response.cookies}
    assert {path.split("?")[0] for path in cookies} == {"/contact/", "/confidentialite/mes-donnees/"}


def test_every_link_leads_somewhere(client, hidden):
    dead = {path: response.status_code for path, response in everything(client).items() if response.status_code >= 400}
    assert dead == {"/404/": 404}


def test_desk_shows_nothing_to_a_stranger(client, hidden):
    for model in desk._registry:
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        response = client.get(path)
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")
