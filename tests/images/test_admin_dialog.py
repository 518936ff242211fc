"""The two questions the article's form asks while one writes: can this file be taken, and keep it with its words."""

import threading
from io import BytesIO
from types import SimpleNamespace

import PIL.Image
import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.storage import default_storage
from django.db import connection

from tests import factories
from tests.images.makers import WORDS, another, flat, jpeg, upload, written
from veille.accounts.models import Trace, User
from veille.images import decoding, library, renditions
from veille.images.models import Image

NBSP = "\u00a0"
LOOK, ADD = "/admin/images/image/look/", "/admin/images/image/quick-add/"


@pytest.fixture
def desk(client, writer):
    client.force_login(writer)
    return client


def stored():
    return {
        name for folder in ("renditions", "originals") if default_storage.exists(folder)
        for name in default_storage.listdir(folder)[1]
    }  # fmt: skip


def animated():
    frames = [flat(colour=shade) for shade in ("red", "blue")]
    return written(frames[0], format="WEBP", save_all=True, append_images=frames[1:])


REFUSED = {
    "no-picture": (
        lambda: b"<html><script>alert(1)</script>",
        f"Ce fichier n’est pas une image JPEG, PNG, WebP ou AVIF{NBSP}: exportez-la dans l’un de ces formats.",
    ),
    "svg": (
        lambda: b"<svg onload='alert(1)'/>",
        f"Les dessins SVG ne sont pas acceptés{NBSP}: exportez celui-ci en PNG ou en WebP.",
    ),
    "cut": (
        lambda: jpeg(900, 900)[:400],
        f"Cette image est abîmée ou incomplète{NBSP}: exportez-la ou téléchargez-la de nouveau.",
    ),
    "empty": (lambda: b"", "Ce fichier est vide."),
    "animated": (animated, f"Cette image est animée{NBSP}: seules les images fixes sont acceptées."),
    "pixels": (
        lambda: written(flat(9000, 5000, "L"), format="JPEG"),
        f"Cette image a trop de pixels{NBSP}: 9000 × 5000, et la limite est de 40{NBSP}millions.",
    ),
    "heavy": (
        lambda: jpeg() + b"\0" * 20_000_001,
        f"Ce fichier est trop lourd{NBSP}: 21{NBSP}Mo, et la limite est de 20{NBSP}Mo.",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_file_that_cannot_be_taken_is_refused_in_words_and_nothing_is_kept(desk, kind):
    make, words = REFUSED[kind]
    content, before = make(), stored()
    answers = [desk.post(LOOK, {"file": upload(content)}), desk.post(ADD, {"file": upload(content), **WORDS})]
    assert [(one.status_code, one.json()) for one in answers] == [(422, {"errors": {"file": [words]}})] * 2
    assert (Image.objects.count(), stored()) == (0, before)


def test_missing_file_is_asked_for(desk):
    for address in (LOOK, ADD):
        answer = desk.post(address, WORDS)
        assert (answer.status_code, answer.json()) == (422, {"errors": {"file": ["Ce champ est obligatoire."]}})


def test_looking_at_a_file_keeps_nothing(desk):
    before = stored()
    answer = desk.post(LOOK, {"file": upload(another())})
    assert (answer.status_code, answer.json()) == (200, {})
    assert "no-store" in answer["Cache-Control"]
    assert (Image.objects.count(), stored()) == (0, before)


def test_picture_is_kept_with_its_words_and_who_added_it(desk, writer):
    crafted = {"key": "0" * 32, "digest": "x", "id": "7", "uploaded_by": "1", "renditions": "[]"}
    data = {"file": upload(jpeg(500, 300)), **WORDS, "made": "generated", **crafted}
    answer = desk.post(ADD, data)
    image = Image.objects.get()
    assert answer.json() == {
        "added": {
            "id": str(image.pk),
            "text": "Verrière",
            "picture": image.thumbnail["url"],
            "alt": "Une verrière, la nuit",
            "credit": "Cellule Veille, CC BY 4.0",
        }
    }
    assert (image.made, image.uploaded_by, image.is_ready, len(image.digest)) == ("generated", writer, True, 64)
    entry, line = LogEntry.objects.get(), Trace.objects.get()
    assert (entry.user, entry.object_id, entry.is_addition()) == (writer, str(image.pk), True)
    assert (line.who, line.verb, line.kind, line.object_id) == (writer, "added", "images.image", str(image.pk))


def test_decorative_picture_needs_no_text(desk):
    answer = desk.post(ADD, {"file": upload(jpeg()), **WORDS, "alt": "", "is_decorative": "on"})
    assert answer.json()["added"]["alt"] == "Décorative"


def test_wrong_words_are_answered_beside_their_names_and_nothing_is_encoded(desk, monkeypatch):
    monkeypatch.setattr(renditions, "encode", None)
    answer = desk.post(ADD, {"file": upload(jpeg()), "made": "perhaps", "licence": "x" * 121})
    assert answer.status_code == 422
    errors = answer.json()["errors"]
    assert errors["alt"] == ["Décrivez l’image, ou cochez «\u202fdécorative\u202f»."]
    assert errors["title"] == errors["credit"] == ["Ce champ est obligatoire."]
    assert errors.keys() == {"title", "alt", "credit", "licence", "made"}
    assert Image.objects.count() == 0


def test_picture_of_the_library_is_found_by_its_pixels_whatever_its_file(desk, make_image):
    there = make_image(written(flat(), format="PNG"), title="Déjà là")
    again = upload(written(flat(), format="PNG", compress_level=1, pnginfo=None, dpi=(300, 300)), "autre.png")
    before = stored()
    for address in (LOOK, ADD):
        again.seek(0)
        answer = desk.post(address, {"file": again})
        assert (answer.status_code, answer.json()) == (200, {"existing": there.in_brief})
    assert (Image.objects.count(), stored(), LogEntry.objects.count()) == (1, before, 0)
    turned = BytesIO(written(flat().transpose(PIL.Image.Transpose.ROTATE_90), format="PNG"))
    assert desk.post(LOOK, {"file": upload(turned.getvalue())}).json() == {}


def test_form_of_the_library_leads_to_the_picture_there_is(desk, make_image):
    content = another()
    there = make_image(content, title="Déjà là")
    page = desk.post("/admin/images/image/add/", {"file": upload(content), **WORDS})
    link = f'<a href="/admin/images/image/{there.pk}/change/">Déjà là</a>'
    assert f"Cette image est déjà dans la bibliothèque{NBSP}: {link}" in page.text
    assert Image.objects.count() == 1


def test_library_answers_with_the_picture_it_holds(make_image):
    content = another()
    assert make_image(content) == make_image(content, title="Autre")


def test_picture_taken_out_of_the_library_may_come_back(desk, make_image):
    content = another()
    library.remove(make_image(content))
    assert desk.post(LOOK, {"file": upload(content)}).json() == {}


def test_of_two_who_add_one_picture_at_once_the_second_gets_the_first_s(desk, monkeypatch):
    """The other is quicker: its row comes while ours is being encoded."""
    content, encode = another(), renditions.encode
    theirs = {}

    def slow(picture, **words):
        theirs.setdefault("image", None)
        if theirs["image"] is None:
            theirs["image"] = factories.image("La leur", digest=decoding.digest(picture))
        return encode(picture, **words)

    monkeypatch.setattr(renditions, "encode", slow)
    before = stored()
    answer = desk.post(ADD, {"file": upload(content), **WORDS})
    assert answer.json() == {"existing": theirs["image"].in_brief}
    assert (Image.objects.get(), stored(), LogEntry.objects.count()) == (theirs["image"], before, 0)


@pytest.mark.django_db(transaction=True)
def test_two_threads_that_add_one_picture_make_one():
    content, start, results = another(), threading.Barrier(2), [None] * 2

    def run(n):
        try:
            start.wait()
            words = {name: WORDS[name] for name in ("title", "alt", "credit", "licence", "made")}
            results[n] = library.keep(Image(**words), decoding.read(BytesIO(content)))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[n]) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    image = Image.objects.get()
    assert [one for one, _new in results] == [image, image]
    assert sorted(is_new for _one, is_new in results) == [False, True]
    assert {name for name in stored() if image.key.hex in name} == {*image.file_names, f"{image.key.hex}.jpg"}


@pytest.mark.django_db(transaction=True)
def test_encoding_holds_no_lock(desk, monkeypatch):
    encode, seen = renditions.encode, []
    monkeypatch.setattr(
        renditions, "encode", lambda *args, **words: seen.append(connection.in_atomic_block) or encode(*args, **words)
    )
    desk.post(ADD, {"file": upload(another()), **WORDS})
    assert seen == [False]


@pytest.mark.parametrize("address", [LOOK, ADD])
def test_only_those_who_may_add_pictures_are_answered(address, client, desk, monkeypatch):
    assert desk.get(address).status_code == 405
    monkeypatch.setattr(decoding, "read", None)
    nobody = User.objects.create_user("sans-role@example.org", "un-mot-de-passe-long", name="Sans rôle")
    client.force_login(nobody)
    assert client.post(address, {"file": upload(jpeg()), **WORDS}).status_code == 403
    client.logout()
    assert client.post(address, {"file": upload(jpeg()), **WORDS}).status_code == 302
    assert Image.objects.count() == 0


@pytest.mark.parametrize("address", [LOOK, ADD])
def test_question_from_elsewhere_is_refused(address, desk, monkeypatch):
    monkeypatch.setattr(decoding, "read", None)
    desk.handler.enforce_csrf_checks = True
    assert desk.post(address, {"file": upload(jpeg()), **WORDS}).status_code == 403
    assert Image.objects.count() == 0


def test_form_of_an_article_asks_of_a_new_picture_what_the_library_asks(desk):
    page = desk.get("/admin/articles/article/add/")
    html = page.text[page.text.index('<template id="new-picture"') :]
    html = html[: html.index("</template>")]
    for name in ("title", "alt", "is_decorative", "credit", "licence", "made"):
        assert f'name="{name}"' in html
        assert f'id="new-picture-{name}-error"' in html
    assert 'name="file"' not in html
    assert "required" not in html
    heavy = f"Ce fichier est trop lourd{NBSP}: %(size)d{NBSP}Mo, et la limite est de %(limit)d{NBSP}Mo."
    assert f'data-limit="20" data-too-heavy="{heavy}"' in html


def test_who_may_not_add_pictures_is_offered_none(rf):
    from django.contrib import admin

    refused = SimpleNamespace(user=SimpleNamespace(has_perm=lambda name: False))
    assert admin.site.get_model_admin(Image).form_for_dialog(refused) is None
