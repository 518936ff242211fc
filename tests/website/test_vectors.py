"""What somebody puts into a plain field is shown as text, and no address but a web address becomes a link."""

from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from tests import factories as make
from tests.website.reading import links
from veille.contact import answering, intake
from veille.contact.models import Charge, Label, Mail, SavedAnswer
from veille.contact.subjects import Subject
from veille.editions.models import Edition
from veille.sources.models import Organisation, Source

VECTOR = '"><script>alert(1)</script><img src=x onerror=alert(1)>\'"<svg/onload=alert(1)>'
PATHS = [
    "/", "/articles/", "/articles/note/", "/themes/", "/themes/theme/", "/auteurs/", "/auteurs/auteur/", "/sources/",
    "/organisations/", "/organisations/organisation/", "/archives/", "/sommets/", "/sommets/sommet/", "/methode/",
    "/mentions-legales/", "/flux/", "/nulle-part/", "/contact/?article=note",
]  # fmt: skip


@pytest.fixture
def poisoned(identity):
    for field in identity._meta.fields:
        if field.get_internal_type() in {"CharField", "TextField"}:
            setattr(identity, field.name, VECTOR[: field.max_length])
    identity.save()
    organisation = make.organisation(VECTOR, slug="organisation", description=VECTOR)
    source = make.source(VECTOR, organisation=organisation, language="en")
    rival = make.figure(VECTOR, unit=VECTOR[:30], scope=VECTOR, sources=[source])
    note = make.edition(
        VECTOR,
        slug="note",
        lead=VECTOR,
        takeaways=[VECTOR],
        body=f"<h2>&lt;script&gt;</h2><p>Un mot{make.cite(source)}.</p>",
        sources=[source],
        figures=[make.figure(VECTOR, unit=VECTOR[:30], scope=VECTOR, sources=[source], rivals=[rival])],
        tags=[make.tag(VECTOR, slug="theme", description=VECTOR)],
        authors=[make.author(VECTOR, slug="auteur", description=VECTOR)],
        hero=make.image(VECTOR, alt=VECTOR, credit=VECTOR, licence=VECTOR),
        hero_caption=VECTOR,
        nature=Edition.Nature.CORRECTION,
        change_note=VECTOR,
    )
    make.withdrawn("Retirée", notice=VECTOR, replacement=note)
    make.event(
        VECTOR, slug="sommet", summary=VECTOR, place=VECTOR, hosts=[organisation], axes=[VECTOR], sources=[source],
        editions=[note],
    )  # fmt: skip
    for slug in ("methode", "mentions-legales"):
        make.page(slug, VECTOR, lead=VECTOR, body=f"<p>{VECTOR}</p>")
    return source


def live(html):
    """What a browser would run or load: tags and attributes that only the vector holds."""
    found = []

    class Find(HTMLParser):
        def handle_starttag(self, tag, attrs):
            given = dict(attrs)
            if tag == "script" or given.get("src") == "x" or any(name.startswith("on") for name in given):
                found.append(tag)

    Find().feed(html)
    return found


def test_plain_fields_are_shown_as_text(client, poisoned):
    paths = [*PATHS, f"/sources/{poisoned.pk}/", f"/sources/?q={VECTOR}", "/articles/retiree/"]
    found = {path: live(client.get(path).content.decode()) for path in paths}
    assert {path: tags for path, tags in found.items() if tags} == {}


@pytest.mark.parametrize("path", ["/flux/rss.xml", "/flux/atom.xml"])
def test_feeds_carry_no_live_markup(client, poisoned, path):
    texts = [node.text or "" for node in ElementTree.fromstring(client.get(path).content).iter()]
    contents = [text for text in texts if text.startswith("<figure>")]
    assert len(contents) == 1
    assert live(contents[0]) == []


def test_address_that_is_no_web_address_becomes_no_link(client):
    source = make.source("Document")
    make.edition("Note", sources=[source])
    make.event("Sommet", sources=[source])
    Source.objects.update(address="javascript:alert(1)", archived_address="javascript:alert(2)")
    Organisation.objects.update(address="javascript:alert(3)")
    paths = ["/articles/note/", "/sources/", f"/sources/{source.pk}/", "/sommets/sommet/"]
    paths.append(source.organisation.get_absolute_url())
    found = {path: [a for a in links(client.get(path).content.decode()) if "javascript" in a] for path in paths}
    assert {path: addresses for path, addresses in found.items() if addresses} == {}


def test_what_a_message_and_its_thread_say_is_shown_as_text_at_the_desk(client, administrator):
    label, saved = Label.objects.create(name=VECTOR[:60]), SavedAnswer.objects.create(title=VECTOR[:120], text=VECTOR)
    subject = Subject(VECTOR, f"/articles/{VECTOR}/")
    words = {"name": VECTOR[:120], "organisation": VECTOR, "message": VECTOR, "email": '"<svg/onload=x>"@example.org'}
    message = intake.receive(nonce="n", subject=subject, **words)
    other = intake.receive(nonce="o", subject=subject, suspicion=VECTOR, **words)
    message.labels.add(label)
    answering.note(message, text=VECTOR, by=administrator)
    answering.mark_answered(message, text=VECTOR, by=administrator)
    answering.answer(message, text=VECTOR, by=administrator)
    Mail.objects.update(trouble=VECTOR[:12], is_given_up=True)
    administrator.name = VECTOR[:120]
    administrator.save()
    answering.assign(message, to=None, by=administrator)
    answering.take(message, by=administrator)
    Charge.objects.create(motive=VECTOR[:10]).people.add(administrator)
    client.force_login(administrator)
    at = "/admin/contact/inquiry/"
    pages = ["/admin/", at, f"{at}?etat=tous&q={VECTOR}", f"{at}figures/", f"{at}{message.pk}/change/", f"{at}{other.pk}/change/",
             f"{at}{message.pk}/answer/", f"{at}{message.pk}/history/", f"{at}{message.pk}/delete/", "/admin/contact/label/",
             f"/admin/contact/label/{label.pk}/change/", "/admin/contact/savedanswer/", "/admin/contact/charge/",
             f"/admin/contact/savedanswer/{saved.pk}/change/"]  # fmt: skip
    html = [client.get(page).text for page in pages]
    html.append(client.post(f"{at}{message.pk}/answer/", {"text": VECTOR, "saved": saved.pk, "insert": "1"}).text)
    html.append(client.post(f"{at}{message.pk}/answer/", {"text": VECTOR, "preview": "1"}).text)
    html.append(client.post(f"{at}{message.pk}/change/", {"verb": "note", "text": VECTOR * 200}).text)
    ours = ("<script>alert", "<svg/onload", "<img src=x")
    assert [(tag, page[max(0, page.index(tag) - 200) :][:300]) for page in html for tag in ours if tag in page] == []
    # The desk has scripts of its own.
    assert [tags for page in html if (tags := set(live(page)) - {"script"})] == []
