"""What is typed is kept by itself, and offered again after whatever ended the page."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from tests.articles.desk import change
from tests.walks.conftest import editor_of, go_to, session_of, sideways, stands, violations
from veille.articles.models import Article, Revision, WorkingCopy

WITHIN = 5_000  # ms in which what is typed is kept
LEFT = "Du travail non enregistré"
OTHER = "b" * 32  # the key of a form that is not open


@pytest.fixture
def article(page, site, enter, writer):
    enter(writer)
    article = Article.objects.get(slug="edf-terrains-centres-de-donnees")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(site + change(article))
    stands(page)
    return article


def kept(page):
    return page.locator("[data-kept]")


def offered(page):
    """It comes after the page: the form does not wait for it."""
    found = page.get_by_role("region", name=LEFT)
    expect(found).to_be_visible(timeout=4 * WITHIN)
    return found


def local(page):
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('veille:')).length")


def put_on_disk(page, key, *, data, at):
    """What another form of this person's would have left in IndexedDB alone; any page of the site's does."""
    page.evaluate(
        """async ([key, data, at]) => {
          const asked = indexedDB.open("veille", 1)
          const opened = await new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result) })
          const copies = opened.transaction("copies", "readwrite").objectStore("copies")
          await new Promise((resolve) => {
            copies.put(JSON.stringify({ data, isSent: false, at }), key).onsuccess = resolve
          })
          opened.close()
        }""",
        [key, data, at],
    )


def posted(page, **changed) -> str:
    """The form as its script would send it, with other words in some fields."""
    return page.evaluate(
        """(changed) => {
          const data = new FormData(document.querySelector("#article_form"))
          for (const [name, value] of Object.entries(changed)) data.set(name, value)
          return new URLSearchParams(data).toString()
        }""",
        changed,
    )


def own(writer, article) -> str:
    """How the keys of this person's copies of this article begin."""
    return f"veille:copie:{writer.pk}:{article.pk}:"


def type_on(page, words="Un mot après l’autre. "):
    go_to(page, "Control+Home")
    page.keyboard.type(words)


def test_who_never_stops_typing_is_kept_too_and_resumes(page, site, article, console, photograph):
    revisions, before = Revision.objects.count(), Article.objects.values().get(pk=article.pk)
    page.get_by_label("Chapô").press_sequentially("a" * 100, delay=60)  # six seconds without a pause
    assert "a" * 20 in WorkingCopy.objects.get().posted
    type_on(page, "Un paragraphe de plus. ")
    expect(kept(page)).to_contain_text("Copie de travail gardée à", timeout=WITHIN)
    expect(kept(page)).to_have_attribute("aria-live", "off")
    assert (Revision.objects.count(), Article.objects.values().get(pk=article.pk)) == (revisions, before)
    with page.expect_response("**/autosave/"):
        page.keyboard.type("Encore. ")
    page.goto(f"{site}/admin/")
    panel = page.get_by_role("region", name="Votre travail non enregistré")
    panel.get_by_role("link", name="Terrains d’EDF").click()
    expect(offered(page)).to_contain_text("Un paragraphe de plus. Encore.")
    expect(offered(page)).to_contain_text("Ce qui diffère : Chapô, Texte")
    for size, scheme in [((1280, 900), "light"), ((390, 800), "dark")]:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=scheme)
        photograph(f"left-{scheme}")
        assert violations(page, within=".left") == []
        assert sideways(page) == 0
    offered(page).get_by_role("link", name="Reprendre").click()
    stands(page)
    expect(page.get_by_text("est repris dans le formulaire")).to_be_visible()
    expect(page.get_by_role("region", name=LEFT)).to_have_count(0)
    expect(editor_of(page)).to_contain_text("Un paragraphe de plus. Encore.")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.get_by_text("est repris dans le formulaire")).to_have_count(0)
    article.refresh_from_db()
    assert "Un paragraphe de plus. Encore." in article.body
    assert not WorkingCopy.objects.exists()
    assert local(page) == 0
    assert console == []


def test_copy_is_given_up_for_good(page, site, article, console):
    with page.expect_response("**/autosave/"):
        type_on(page)
    page.goto(site + change(article))
    offered(page).get_by_role("button", name="Abandonner").click()
    expect(page.locator(".messagelist")).to_have_text("La copie de travail est abandonnée.")
    expect(editor_of(page)).not_to_contain_text("Un mot après l’autre.")
    assert not WorkingCopy.objects.exists()
    assert console == []


def test_what_is_taken_back_is_not_offered(page, site, article):
    chapo = page.get_by_label("Chapô")
    before = chapo.input_value()
    with page.expect_response("**/autosave/"):
        chapo.fill("Autre")
    with page.expect_response("**/autosave/"):
        chapo.fill(before)
    with page.expect_response("**/give-up/"):
        page.goto(site + change(article))
    expect(page.get_by_role("region", name=LEFT)).to_have_count(0)
    assert not WorkingCopy.objects.exists()


def test_begun_article_is_kept_before_its_first_save(page, site, article, console):
    page.goto(f"{site}/admin/articles/article/add/")
    stands(page)
    with page.expect_response("**/add/autosave/"):
        page.get_by_label("Titre", exact=True).fill("Une idée")
    page.goto(f"{site}/admin/articles/article/add/")
    offered(page).get_by_role("link", name="Reprendre").click()
    expect(page.get_by_label("Titre", exact=True)).to_have_value("Une idée")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Article.objects.filter(title="Une idée").exists()
    assert not WorkingCopy.objects.exists()
    assert console == []


def test_session_that_ends_while_one_writes_loses_nothing(page, site, article, enter, writer):
    Session.objects.all().delete()
    type_on(page)
    expect(page.locator("[data-company]")).to_contain_text("Vous n’êtes plus connecté", timeout=2 * WITHIN)
    assert local(page) == 1
    type_on(page, "Et la fin. ")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_label("Adresse électronique").fill(writer.email)
    page.get_by_label("Mot de passe", exact=False).first.fill("un-mot-de-passe-long")
    page.get_by_role("button", name="Connexion").click()
    expect(offered(page)).to_contain_text("Et la fin. Un mot après l’autre.")
    assert local(page) == 0
    offered(page).get_by_role("link", name="Reprendre").click()
    expect(editor_of(page)).to_contain_text("Et la fin. Un mot après l’autre.")


def test_form_that_outlived_its_session_goes_on_after_a_log_in_elsewhere(page, site, article, writer):
    Session.objects.all().delete()
    page.context.clear_cookies()
    type_on(page)
    expect(page.locator("[data-company]")).to_contain_text("Vous n’êtes plus connecté", timeout=2 * WITHIN)
    other = page.context.new_page()
    other.goto(f"{site}/admin/login/?next=/admin/")
    other.get_by_label("Adresse électronique").fill(writer.email)
    other.get_by_label("Mot de passe", exact=False).first.fill("un-mot-de-passe-long")
    other.get_by_role("button", name="Connexion").click()
    other.wait_for_url(lambda address: "/login/" not in address)
    other.close()
    expect(kept(page)).to_contain_text("Copie de travail gardée", timeout=2 * WITHIN)
    expect(page.locator("[data-company]")).to_be_empty()
    assert local(page) == 0
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    article.refresh_from_db()
    assert "Un mot après l’autre." in article.body


def test_post_with_an_expired_token_loses_nothing(page, site, article):
    page.evaluate(
        "document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach((one) => { one.value = 'x'.repeat(64) })"
    )
    type_on(page)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Article")
    page.goto(site + change(article))
    expect(offered(page)).to_contain_text("Un mot après l’autre.")


def test_two_windows_of_one_person_overwrite_nothing(page, site, article):
    with page.expect_response("**/autosave/"):
        page.get_by_label("Chapô").fill("De la première fenêtre")
    second = page.context.new_page()
    second.on("dialog", lambda dialog: dialog.accept())
    second.goto(site + change(article))
    expect(offered(second)).to_contain_text("De la première fenêtre")
    second.get_by_label("Chapô").fill("De la seconde fenêtre")
    expect(second.locator("[data-company]")).to_contain_text("Décidez d’abord", timeout=2 * WITHIN)
    assert local(second) == 1
    offered(second).get_by_role("button", name="Abandonner").click()
    expect(offered(second)).to_contain_text("De la seconde fenêtre")
    assert local(second) == 0


def test_log_out_and_another_person_leave_nothing_in_the_browser(page, site, article, enter, editor):
    page.evaluate("localStorage.setItem('veille:copie:0:1:x', JSON.stringify({ data: 'title=Secret' }))")
    page.goto(site + change(article))
    stands(page)
    assert local(page) == 0  # another person's
    page.evaluate("localStorage.setItem('veille:copie:0:1:x', JSON.stringify({ data: 'title=Secret' }))")
    page.get_by_role("button", name="Se déconnecter").click()
    page.goto(f"{site}/admin/login/")
    assert local(page) == 0


def test_full_store_keeps_nobody_from_what_the_server_has(page, site, article, writer):
    with page.expect_response("**/autosave/"):
        page.get_by_label("Chapô").fill("Gardé par le serveur")
    page.goto(f"{site}/admin/")
    page.evaluate(
        """() => {
          for (let size = 1 << 22; size; size >>= 1)
            for (let n = 0; n < 3; n++) try { localStorage[`plein${size}.${n}`] = "x".repeat(size) } catch { break }
        }"""
    )
    put_on_disk(page, own(writer, article) + OTHER, data="title=Ailleurs", at=1)
    page.goto(site + change(article))
    expect(offered(page)).to_contain_text("Gardé par le serveur")


@pytest.mark.parametrize("store", ["() => { throw new DOMException('privé', 'SecurityError') }", "() => ({})"])
def test_store_that_is_refused_or_silent_keeps_nobody_from_it_either(page, site, article, store):
    with page.expect_response("**/autosave/"):
        page.get_by_label("Chapô").fill("Gardé par le serveur")
    page.add_init_script(f"IDBFactory.prototype.open = {store}")
    page.goto(site + change(article))
    expect(offered(page)).to_contain_text("Gardé par le serveur")


def test_form_that_is_resumed_is_not_taken_away_from_who_writes_in_it(page, site, article, writer):
    """The disk still had what the server has: the form it was opened from went before it was deleted there."""
    with page.expect_response("**/autosave/"):
        page.get_by_label("Chapô").fill("Gardé par le serveur")
    here = own(writer, article) + page.locator("[name=_page]").input_value()
    put_on_disk(page, here, data=posted(page), at=1)
    late = []

    def slow(route):
        if "_typed_at=1&" in (route.request.post_data or ""):
            late.append(route)
        else:
            route.continue_()

    page.route("**/autosave/", slow)
    page.goto(f"{site}{change(article)}?reprendre=1")
    stands(page)
    page.evaluate("window.isThisOne = true")
    page.get_by_label("Chapô").press_sequentially(" et continué", delay=150)
    for route in late:
        route.continue_()
    expect(kept(page)).to_contain_text("Copie de travail gardée à", timeout=WITHIN)
    assert page.evaluate("window.isThisOne") is True
    expect(page.get_by_label("Chapô")).to_have_value(re.compile("et continué"))


def test_disk_that_is_refused_at_first_gives_what_only_it_has(page, site, article, writer):
    """As one that a killed browser still holds when it is opened again."""
    put_on_disk(
        page,
        own(writer, article) + OTHER,
        data=posted(page, lead="Gardé par le disque", _page=OTHER),
        at=2_000_000_000_000,
    )
    page.add_init_script(
        """(() => {
          const open = IDBFactory.prototype.open
          let refused = 0
          IDBFactory.prototype.open = function (...given) {
            if (refused++ < 3) throw new DOMException("tenu par un autre", "UnknownError")
            return open.apply(this, given)
          }
        })()"""
    )
    page.goto(site + change(article))
    expect(offered(page)).to_contain_text("Gardé par le disque")


def test_without_scripts_the_form_works_as_it_did(browser, site, writer):
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([session_of(writer, site)])
    page = context.new_page()
    article = Article.objects.get(slug="edf-terrains-centres-de-donnees")
    page.goto(site + change(article))
    page.get_by_label("Chapô").fill("Sans script")
    Article.objects.filter(pk=article.pk).update(version=2, lead="De l’autre")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_label("Garder la vôtre").check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    article.refresh_from_db()
    assert (article.lead, article.version) == ("Sans script", 3)
    context.close()
