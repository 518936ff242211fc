"""A writer drops, pastes and picks picture files where she writes: each comes into the library with its words, there and then."""

import base64
import re

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import expect

from tests import factories
from tests.images.makers import WORDS, another, flat, written
from tests.walks.conftest import editor_of, look_for, sideways, stands, violations
from veille.articles.models import Article
from veille.images import library
from veille.images.models import Image

ENCODED = 20_000  # ms, on a machine that has much else to do
REFUSED = "Failed to load resource: the server responded with a status of 422"
LEFT_OUT = "Les images ne viennent pas avec le texte : enregistrez chacune, puis déposez le fichier à sa place."

# What another program, or the desktop, hands over; `where` is a part of the page and a place in it.
HAND_OVER = """(target, [kind, files, html]) => {
  const transfer = new DataTransfer()
  for (const [name, type, content] of files) {
    const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0))
    transfer.items.add(new File([bytes], name, { type }))
  }
  if (html) transfer.setData("text/html", html)
  const { left, bottom } = target.getBoundingClientRect()
  const about = { bubbles: true, cancelable: true }
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { ...about, clipboardData: transfer })
    : new DragEvent(kind, { ...about, dataTransfer: transfer, clientX: left + 30, clientY: bottom - 4 })
  target.dispatchEvent(event)
  return event.defaultPrevented
}"""


def hand_over(place, kind, *files, html=""):
    given = [[name, "image/png", base64.b64encode(content).decode()] for name, content in files]
    return place.evaluate(HAND_OVER, [kind, given, html])


@pytest.fixture
def text(page, site, enter, writer):
    """The text of a new article of hers, with two paragraphs."""
    enter(writer)
    article = Article.objects.create(title="Essai", slug="essai", body="<p>Un.</p><p>Deux.</p>", owner=writer)
    page.goto(f"{site}/admin/articles/article/{article.pk}/change/")
    stands(page)
    return editor_of(page)


def described(dialog, *, title=None):
    if title:
        dialog.get_by_label("Titre").fill(title)
    dialog.get_by_label("Texte de remplacement").fill("Une verrière, la nuit")
    dialog.get_by_label("Crédit").fill("Cellule Veille")
    dialog.get_by_label("Licence").fill("CC BY 4.0")


def saved(page):
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".messagelist")).to_contain_text("Enregistré")


def test_dropped_files_come_in_one_after_the_other_where_they_fell(page, text, console, photograph):
    first = written(flat(1200, 700, colour=(90, 20, 11)), format="PNG")
    dialog = page.get_by_role("dialog", name="Ajouter une image")
    hand_over(text.locator("p").first, "drop", ("verriere_de-nuit.png", first), ("seconde.png", another()))
    expect(dialog.get_by_role("heading")).to_have_text("Ajouter une image (1 sur 2)")
    expect(dialog.get_by_role("img", name="Aperçu de l’image")).to_be_visible()
    expect(dialog.get_by_label("Titre")).to_have_value("verriere de nuit")
    expect(dialog.get_by_label("Texte de remplacement")).to_be_focused()
    expect(dialog.get_by_role("radio", name="faite sans IA")).to_be_checked()
    expect(dialog.get_by_role("progressbar")).to_be_hidden()
    photograph("dropped")
    assert violations(page, within="dialog[open]") == []

    dialog.get_by_label("Crédit").press("Enter")
    alt = dialog.get_by_label("Texte de remplacement")
    expect(alt).to_be_focused()
    expect(alt).to_have_accessible_description(
        "Ce que l’image dit à qui ne la voit pas. Décrivez l’image, ou cochez «\u202fdécorative\u202f»."
    )
    expect(dialog.get_by_label("Licence")).to_have_attribute("aria-invalid", "true")
    photograph("refused")
    assert violations(page, within="dialog[open]") == []
    assert not Image.objects.filter(title="verriere de nuit").exists()

    described(dialog)
    dialog.get_by_role("radio", name="générée par IA").check()
    dialog.get_by_label("Légende").fill("La verrière")
    held = []

    def hold(route):
        held.append(route)

    page.route("**/quick-add/", hold)
    dialog.get_by_role("button", name="Ajouter et placer l’image").click()
    expect(dialog.get_by_role("progressbar", name="Envoi du fichier")).to_be_visible()
    photograph("sending")
    held.pop().continue_()
    page.unroute("**/quick-add/")

    expect(dialog.get_by_role("heading")).to_have_text("Ajouter une image (2 sur 2)", timeout=ENCODED)
    expect(dialog.get_by_label("Titre")).to_have_value("seconde")
    dialog.get_by_label("Titre").fill("Seconde")
    dialog.get_by_label("Décorative").check()
    dialog.get_by_label("Crédit").fill("Cellule Veille")
    dialog.get_by_label("Licence").fill("CC BY 4.0")
    dialog.get_by_label("Licence").press("Enter")
    expect(dialog).to_have_count(0, timeout=ENCODED)
    expect(text).to_be_focused()
    image, second = (Image.objects.get(title=title) for title in ("verriere de nuit", "Seconde"))
    assert (image.made, image.alt, second.is_decorative) == ("generated", "Une verrière, la nuit", True)
    expect(text.locator("figure img").first).to_have_attribute("src", image.thumbnail["url"])
    photograph("placed")

    saved(page)
    assert Article.objects.get(slug="essai").body == (
        f'<p>Un.</p><figure data-image="{image.pk}" data-caption="La verrière"></figure>'
        f'<figure data-image="{second.pk}"></figure><p>Deux.</p>'
    )
    assert [line for line in console if REFUSED not in line] == []


def test_file_of_a_picture_that_is_there_gives_that_picture(page, text, console, photograph):
    content = another()
    image = library.add(ContentFile(content), **WORDS)
    dialog = page.get_by_role("dialog", name="Ajouter une image")
    hand_over(text.locator("p").last, "drop", ("copie.png", content))
    said = "Cette image est déjà dans la bibliothèque : placez celle-ci."
    expect(dialog.get_by_role("status").first).to_have_text(said)
    expect(dialog.get_by_role("radio")).to_have_count(1)
    expect(dialog.get_by_role("radio", name="Verrière Une verrière, la nuit")).to_be_checked()
    photograph("already")
    assert violations(page, within="dialog[open]") == []
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    saved(page)
    assert Article.objects.get(slug="essai").body == f'<p>Un.</p><p>Deux.</p><figure data-image="{image.pk}"></figure>'
    assert console == []


def test_copied_picture_is_pasted_on_a_phone_and_nothing_typed_is_lost(page, text, console, photograph, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.set_viewport_size({"width": 390, "height": 800})
    page.emulate_media(color_scheme="dark")
    page.get_by_role("button", name="Écrire").click()
    text.locator("p").first.click()
    page.keyboard.press("End")
    page.evaluate(
        """async (content) => {
            const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0))
            await navigator.clipboard.write([new ClipboardItem({ "image/png": new Blob([bytes], { type: "image/png" }) })])
        }""",
        base64.b64encode(another()).decode(),
    )
    page.keyboard.press("Control+v")
    dialog = page.get_by_role("dialog", name="Ajouter une image")
    expect(dialog.get_by_label("Titre")).to_be_focused()
    expect(dialog.get_by_label("Titre")).to_have_value("")
    described(dialog, title="Capture")
    photograph("pasted")
    assert violations(page, within="dialog[open]") == []
    assert sideways(page) == 0

    page.route("**/quick-add/", lambda route: route.abort())
    dialog.get_by_role("button", name="Ajouter et placer l’image").click()
    silent = "Le serveur n’a pas répondu : vérifiez que vous êtes encore connecté, puis réessayez."
    expect(dialog.get_by_text(silent)).to_be_visible()
    page.unroute("**/quick-add/")
    expect(dialog.get_by_label("Titre")).to_have_value("Capture")
    dialog.get_by_role("button", name="Ajouter et placer l’image").click()
    expect(dialog).to_have_count(0, timeout=ENCODED)

    # Another one, searched for and chosen by keyboard alone.
    page.keyboard.press("Control+Alt+i")
    library_dialog = page.get_by_role("dialog", name="Image de la bibliothèque")
    expect(library_dialog.get_by_role("radio")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    expect(library_dialog.get_by_role("radio").nth(1)).to_be_checked()
    photograph("library")
    assert violations(page, within="dialog[open]") == []
    assert sideways(page) == 0
    page.keyboard.press("Enter")
    expect(library_dialog).to_have_count(0)
    saved(page)
    image, other = Image.objects.get(title="Capture"), Image.objects.exclude(title="Capture").get()
    assert Article.objects.get(slug="essai").body == (
        f'<p>Un.</p><figure data-image="{image.pk}"></figure><figure data-image="{other.pk}"></figure><p>Deux.</p>'
    )
    assert [line for line in console if "ERR_FAILED" not in line] == []


def test_pasted_text_leaves_its_pictures_behind_and_says_so(page, text, console, photograph):
    last, dialog = text.locator("p").last, page.get_by_role("dialog")
    last.click()
    page.keyboard.press("End")
    word = '<p>De Word.<img src="file:///C:/a.png"><img src="data:image/png;base64,AAAA"></p>'
    hand_over(text, "paste", ("image.png", another()), html=word)
    expect(text).to_contain_text("De Word.")
    expect(text.get_by_role("img")).to_have_count(0)
    expect(page.get_by_role("status").get_by_text(LEFT_OUT)).to_be_visible()
    photograph("left-out")
    assert violations(page) == []
    page.get_by_role("button", name="Fermer").click()
    expect(page.get_by_text(LEFT_OUT)).to_have_count(0)

    # A table of a spreadsheet brings a picture of itself: the table is what was meant.
    hand_over(text, "paste", ("image.png", another()), html="<table><tr><td>France</td><td>109</td></tr></table>")
    expect(text.locator("td")).to_have_text(["France", "109"])
    expect(page.get_by_text(LEFT_OUT)).to_have_count(0)
    expect(dialog).to_have_count(0)

    # Nothing but one picture, as a browser copies it.
    hand_over(
        text,
        "paste",
        ("image.png", another()),
        html='<meta charset="utf-8"><img alt="a > b" src="https://x.example/a">',
    )
    expect(dialog.get_by_label("Texte de remplacement")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    # Ours stay: they are in the library.
    ours = factories.image()
    hand_over(
        text, "paste", html=f'<figure data-image="{ours.pk}"><picture><img src="/media/x.jpg"></picture></figure>'
    )
    expect(text.locator(f'figure[data-image="{ours.pk}"]')).to_have_count(1)
    expect(page.get_by_text(LEFT_OUT)).to_have_count(0)
    assert Image.objects.filter(digest=None).count() == 1
    assert console == []


def test_file_is_picked_or_dropped_in_the_dialog_of_the_library(page, text, console, photograph, tmp_path):
    text.click()
    page.keyboard.press("Control+Alt+i")
    dialog = page.get_by_role("dialog", name="Image de la bibliothèque")
    expect(dialog.get_by_role("radio").first).to_be_checked()
    shown = Image.objects.latest("uploaded_at")
    expect(dialog.get_by_role("radio").first).to_have_accessible_name(
        re.compile(f"{re.escape(shown.title)}.*{re.escape(shown.alt[:20])}.*{re.escape(shown.credit)}")
    )
    photograph("library")
    assert violations(page, within="dialog[open]") == []
    picker = dialog.get_by_label("Ajouter une image, ou la déposer ici…")
    assert picker.get_attribute("accept") == "image/jpeg,image/png,image/webp,image/avif"
    picker.set_input_files({"name": "notes.txt", "mimeType": "text/plain", "buffer": b"Des notes."})
    wrong = "Ce fichier n’est pas une image JPEG, PNG, WebP ou AVIF : exportez-la dans l’un de ces formats."
    expect(dialog.get_by_role("alert")).to_have_text(wrong)
    expect(dialog.get_by_role("button", name="Ajouter et placer l’image")).to_be_disabled()
    assert violations(page, within="dialog[open]") == []
    heavy = tmp_path / "lourde.png"
    heavy.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(20_000_001))
    dialog.get_by_label("Choisir un autre fichier…").set_input_files(heavy)
    expect(dialog.get_by_role("alert")).to_have_text("Ce fichier est trop lourd : 21 Mo, et la limite est de 20 Mo.")
    dialog.get_by_role("button", name="Chercher dans la bibliothèque").click()
    expect(dialog.get_by_label("Chercher dans les images")).to_be_focused()
    expect(dialog.get_by_role("button", name="Placer l’image", exact=True)).to_be_enabled()

    assert hand_over(dialog.get_by_role("heading"), "drop", ("deposee.png", another()))
    expect(dialog.get_by_label("Titre")).to_have_value("deposee")
    described(dialog)
    dialog.get_by_role("button", name="Ajouter et placer l’image").click()
    expect(dialog).to_have_count(0, timeout=ENCODED)
    expect(text.locator("figure")).to_have_count(1)
    # A file that misses the text does not take the page's place.
    assert hand_over(page.get_by_role("heading", name="Article", exact=True), "drop", ("a.png", another()))
    assert [line for line in console if REFUSED not in line] == []


def test_opening_picture_is_added_and_seen_beside_its_field(page, text, console, photograph):
    library.add(ContentFile(another()), **WORDS | {"title": "Une autre", "alt": "Une usine", "credit": "Agence"})
    page.locator(".field-hero .select2-selection").click()
    look_for(page, "Une autre")
    page.locator(".select2-results__option", has_text="Une autre").click()
    chosen = page.locator("figure.hero")
    expect(chosen).to_have_text("Texte de remplacement : Une usineCrédit : Agence, CC BY 4.0")

    page.locator("#add_id_hero").click()
    dialog = page.get_by_role("dialog", name="Image d’ouverture")
    expect(dialog.get_by_role("radio", name="Une autre")).to_be_checked()
    expect(dialog.get_by_label("Légende")).to_have_count(0)
    dialog.get_by_label("Ajouter une image, ou la déposer ici…").set_input_files(
        {"name": "ouverture.png", "mimeType": "image/png", "buffer": written(flat(900, 500), format="PNG")}
    )
    described(dialog)
    dialog.get_by_role("button", name="Ajouter et choisir l’image").click()
    expect(dialog).to_have_count(0, timeout=ENCODED)
    image = Image.objects.get(title="ouverture")
    expect(page.locator("#id_hero")).to_have_value(str(image.pk))
    expect(chosen).to_contain_text("Une verrière, la nuit")
    expect(chosen.locator("img")).to_have_attribute("src", image.thumbnail["url"])
    photograph("opening")
    assert violations(page) == []
    saved(page)
    expect(chosen).to_contain_text("Crédit : Cellule Veille, CC BY 4.0")
    assert Article.objects.get(slug="essai").hero == image
    assert console == []
