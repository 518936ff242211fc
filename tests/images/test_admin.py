from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.storage import default_storage
from django.db import connection
from django.urls import reverse

from tests.images.makers import WORDS, jpeg, upload
from veille.accounts.models import User
from veille.images import decoding, renditions
from veille.images.models import Image
from veille.website.models import Identity

NBSP = "\u00a0"
LIST = reverse("admin:images_image_changelist")
ADD = reverse("admin:images_image_add")
VECTOR = '"><script>alert(1)</script>'


def change(image):
    return reverse("admin:images_image_change", args=[image.pk])


def delete(image):
    return reverse("admin:images_image_delete", args=[image.pk])


def files():
    return default_storage.listdir("renditions")[1] if default_storage.exists("renditions") else []


@pytest.fixture
def desk(client, writer):
    client.force_login(writer)
    return client


@pytest.fixture
def encodings(monkeypatch):
    """Whether a transaction was open, for each encoding."""
    encode, seen = renditions.encode, []

    def watched(*args, **words):
        seen.append(connection.in_atomic_block)
        return encode(*args, **words)

    monkeypatch.setattr(renditions, "encode", watched)
    return seen


def errors(response):
    return response.context["adminform"].form.errors


def test_writer_adds_a_picture(desk, writer):
    response = desk.post(ADD, {"file": upload(jpeg(500, 300)), **WORDS, "made": "generated"})
    image = Image.objects.get()
    assert response.url == LIST
    assert (image.title, image.made, image.uploaded_by) == ("Verrière", "generated", writer)
    assert [one["width"] for one in image.renditions] == [400, 400, 500, 500, 500]
    assert (image.width, image.height, image.file.name) == (500, 300, f"originals/{image.key.hex}.jpg")


def test_decorative_picture_needs_no_text(desk):
    desk.post(ADD, {"file": upload(jpeg()), **WORDS, "alt": "", "is_decorative": "on"})
    assert Image.objects.get().text_instead == ""


@pytest.mark.django_db(transaction=True)
def test_encoding_holds_no_lock(desk, encodings):
    desk.post(ADD, {"file": upload(jpeg()), **WORDS})
    desk.post(change(Image.objects.get()), WORDS | {"credit": "Autre"})
    assert encodings == [False, False]


def test_upload_is_decoded_once(desk, monkeypatch):
    read, seen = decoding.read, []
    monkeypatch.setattr(decoding, "read", lambda file: seen.append(file.name) or read(file))
    desk.post(ADD, {"file": upload(jpeg()), **WORDS})
    desk.post(ADD, {"file": upload(b"<html>", "faux.jpg"), **WORDS})
    assert seen == ["photo.jpg", "faux.jpg"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"<html><script>alert(1)</script>",
            f"Ce fichier n’est pas une image JPEG, PNG, WebP ou AVIF{NBSP}: exportez-la dans l’un de ces formats.",
        ),
        (
            b"<svg onload='alert(1)'/>",
            f"Les dessins SVG ne sont pas acceptés{NBSP}: exportez celui-ci en PNG ou en WebP.",
        ),
        (
            jpeg(900, 900)[:400],
            f"Cette image est abîmée ou incomplète{NBSP}: exportez-la ou téléchargez-la de nouveau.",
        ),
        (b"", "Ce fichier est vide."),
    ],
)
def test_refused_file_is_explained_beside_its_field(desk, content, message):
    before = files()
    response = desk.post(ADD, {"file": upload(content), **WORDS, "title": "Déjà écrit"})
    assert response.status_code == 200
    assert errors(response) == {"file": [message]}
    assert message in unescape(response.content.decode())
    assert 'value="Déjà écrit"' in response.content.decode()
    assert (Image.objects.count(), files()) == (0, before)


def test_missing_file_is_asked_for(desk):
    assert errors(desk.post(ADD, WORDS)) == {"file": ["Ce champ est obligatoire."]}


def test_file_must_be_chosen_again_when_other_fields_are_refused(desk, encodings):
    response = desk.post(ADD, {"file": upload(jpeg()), **WORDS, "alt": "", "credit": ""})
    assert errors(response) == {
        "alt": ["Décrivez l’image, ou cochez «\u202fdécorative\u202f»."],
        "credit": ["Ce champ est obligatoire."],
        "file": [f"Choisissez de nouveau le fichier{NBSP}: le navigateur ne le garde pas."],
    }
    assert encodings == []


@pytest.mark.parametrize("field", ["title", "credit", "licence", "made"])
def test_words_are_required(desk, field):
    response = desk.post(ADD, {"file": upload(jpeg()), **WORDS, field: ""})
    assert errors(response)[field] == ["Ce champ est obligatoire."]


def test_changed_text_needs_no_encoding(desk, make_image, encodings):
    image = make_image()
    encodings.clear()
    desk.post(change(image), WORDS | {"alt": "Autre texte", "title": "Autre titre"})
    changed = Image.objects.get()
    assert (changed.alt, changed.renditions, encodings) == ("Autre texte", image.renditions, [])


@pytest.mark.parametrize(
    ("field", "value", "inside"),
    [("credit", "Autre", b"Autre"), ("licence", "CC0", b"CC0"), ("made", "generated", b"/trainedAlgorithmicMedia")],
)
def test_changed_rights_are_written_into_new_files(desk, make_image, field, value, inside):
    image = make_image()
    desk.post(change(image), WORDS | {field: value})
    changed = Image.objects.get()
    assert changed.former_renditions == [one["name"] for one in image.renditions]
    with default_storage.open(f"renditions/{changed.fallback['name']}") as file:
        assert inside in file.read()


def test_change_without_text_is_refused(desk, make_image):
    image = make_image()
    response = desk.post(change(image), WORDS | {"alt": " "})
    assert errors(response) == {"alt": ["Décrivez l’image, ou cochez «\u202fdécorative\u202f»."]}


def test_crafted_post_changes_neither_file_nor_names(desk, make_image, editor):
    image = make_image()
    crafted = {"key": "0" * 32, "renditions": "[]", "width": 1, "uploaded_by": editor.pk, "id": 999}
    desk.post(change(image), WORDS | crafted | {"file": upload(jpeg(10, 10)), "alt": "Changé"})
    changed = Image.objects.get()
    assert changed.alt == "Changé"
    kept = ["pk", "key", "file", "renditions", "width", "uploaded_by"]
    assert [getattr(changed, name) for name in kept] == [getattr(image, name) for name in kept]


def test_unknown_picture_is_not_encoded(desk, encodings):
    response = desk.post(reverse("admin:images_image_change", args=[12345]), {"file": upload(jpeg()), **WORDS})
    assert (response.status_code, encodings, Image.objects.count()) == (302, [], 0)


def test_person_without_a_role_adds_nothing(client, db, encodings):
    client.force_login(User.objects.create_user("personne@example.org", name="Personne"))
    responses = [client.post(ADD, {"file": upload(jpeg()), **WORDS}), client.get(LIST)]
    assert [response.status_code for response in responses] == [403, 403]
    assert (encodings, Image.objects.count()) == ([], 0)


def test_stranger_is_sent_to_the_log_in(client, db, encodings):
    response = client.post(ADD, {"file": upload(jpeg()), **WORDS})
    assert (response.status_code, encodings, Image.objects.count()) == (302, [], 0)


def test_writer_deletes_nothing(desk, make_image):
    image = make_image()
    assert desk.post(delete(image), {"post": "yes"}).status_code == 403
    desk.post(LIST, {"action": "delete_selected", "_selected_action": image.pk, "post": "yes"})
    assert Image.objects.get() == image


@pytest.mark.parametrize("by_list", [False, True])
def test_editor_deletes_an_unused_picture_and_its_files(
    client, editor, make_image, by_list, django_capture_on_commit_callbacks
):
    client.force_login(editor)
    image = make_image()
    selected = {"action": "delete_selected", "_selected_action": image.pk, "post": "yes"}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(LIST, selected) if by_list else client.post(delete(image), {"post": "yes"})
    assert Image.objects.count() == 0
    assert set(image.file_names).isdisjoint(files())


def test_editor_cannot_delete_a_picture_in_use(client, editor, make_image, django_capture_on_commit_callbacks):
    client.force_login(editor)
    image = make_image()
    identity = Identity.objects.first() or Identity(pk=1)
    identity.logo = image
    identity.save()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(delete(image), {"post": "yes"})
    assert Image.objects.get() == image
    assert set(image.file_names) <= set(files())


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_however_many(desk, make_image, count, django_assert_num_queries):
    for number in range(count):
        make_image(title=f"Image {number}")
    with django_assert_num_queries(7):
        response = desk.get(LIST)
    assert response.content.decode().count("/media/") == count


def test_list_finds_and_filters(desk, make_image):
    make_image(title="Verrière", made="generated")
    make_image(title="Usine", credit="Agence")

    def titles(query):
        return [image.title for image in desk.get(f"{LIST}?{query}").context["cl"].result_list]

    assert [titles("q=agence"), titles("made__exact=generated"), titles("q=rien")] == [["Usine"], ["Verrière"], []]


def test_form_shows_the_picture_and_its_size(desk, make_image):
    image = make_image(jpeg(800, 400))
    html = desk.get(change(image)).content.decode()
    assert f'<img src="{image.thumbnail["url"]}" width="400" height="200" alt="">' in html
    assert "800 × 400" in html


@pytest.mark.parametrize("field", ["title", "alt", "credit", "licence"])
def test_script_in_a_field_is_shown_as_text(client, editor, make_image, field):
    client.force_login(editor)
    image = make_image(**{field: VECTOR})
    history = reverse("admin:images_image_history", args=[image.pk])
    client.post(change(image), WORDS | {field: VECTOR + "!"})
    assert LogEntry.objects.count() == 1
    pages = [client.get(address).content.decode() for address in (LIST, change(image), delete(image), history)]
    assert ["<script>alert" in page for page in pages] == [False] * 4
