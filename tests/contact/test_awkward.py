"""Whatever is posted is stored as the form's rule says or refused beside its field in French; never an error page."""

import unicodedata
from urllib.parse import quote_from_bytes

import pytest
from django.core import mail
from django.core.validators import validate_email
from django.http import QueryDict
from django.test import Client

from tests.contact import awkward
from veille.contact import intake, tokens
from veille.contact.forms import ContactForm
from veille.contact.models import Inquiry

CONTACT = "/contact/"
FORM = "application/x-www-form-urlencoded"
LIMITS = {"nom": 120, "organisation": 160, "message": 5000}
COLUMNS = {"nom": "name", "organisation": "organisation", "message": "message", "courriel": "email"}
# Line and paragraph separators, and what turns the direction of a text around.
UNSEEN = {*map(chr, (0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))}
HEADER_NAMES = {
    *("Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To", "Reply-To", "Date"),
    *("Message-ID", "Auto-Submitted"),
}


def as_sent(text):
    """What arrives of it: no byte sequence makes a lone surrogate."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def is_control(sign):
    return unicodedata.category(sign) == "Cc" or sign in UNSEEN


def kept(field, text):
    """The rule: in a line what is no sign becomes a space, in the message it goes; spaces around go."""
    text = as_sent(text)
    if field == "message":
        text = text.strip().replace("\r\n", "\n").replace("\r", "\n")
        return "".join(sign for sign in text if sign in "\t\n" or not is_control(sign)).strip()
    return " ".join("".join(" " if is_control(sign) else sign for sign in text).split())


def is_refused(field, text):
    text = kept(field, text)
    return len(text) > LIMITS[field] or (field == "message" and not text)


def body(**fields):
    written = {"courriel": "claire@example.com", "message": "Bonjour.", "site": "", "jeton": tokens.issue(1)} | fields
    encoded = (f"{name}={quote_from_bytes(text.encode('utf-8', 'surrogatepass'))}" for name, text in written.items())
    return "&".join(encoded)


@pytest.fixture(autouse=True)
def opened_long_ago(monkeypatch):
    """So that nobody was hasty: a form shown in 1970 is still good."""
    monkeypatch.setattr(tokens, "FORM_LIFE", None)


@pytest.fixture
def post(db):
    browser = Client(raise_request_exception=True)
    numbers = iter(range(10_000))

    def answer(**fields):
        number = next(numbers)
        peer = f"198.18.{number // 250}.{number % 250}"
        return browser.post(CONTACT, body(**fields), content_type=FORM, REMOTE_ADDR=peer)

    return answer


def test_there_are_five_hundred():
    strings = {text for kind in awkward.ALL.values() for text in kind}
    assert (len(strings) >= 500, len(set(awkward.INJECTIONS))) == (True, 60)


def filled(**fields):
    """The form as Django reads it from the wire; its page is asked for below."""
    return ContactForm(QueryDict(body(**fields)))


@pytest.mark.parametrize("kind", awkward.ALL)
def test_in_every_field_each_is_stored_as_the_rule_says_or_refused_beside_the_field(kind, db):
    wrong = []
    for text in awkward.ALL[kind]:
        form = filled(**dict.fromkeys(LIMITS, text))
        refused = {field for field in LIMITS if is_refused(field, text)}
        wrong += [text] if {field for field, _ in form.mistakes} != refused else []
        # What is good of it is stored, beside something plain.
        words = {"nom": "", "organisation": "", "message": "Bonjour."} | dict.fromkeys(LIMITS.keys() - refused, text)
        form = filled(**words)
        assert form.is_valid()
        stored = Inquiry.objects.get(pk=intake.receive(nonce=form.showing.nonce, **form.words()).pk)
        wrong += [(text, field) for field in LIMITS if getattr(stored, COLUMNS[field]) != kept(field, words[field])]
    assert wrong == []


@pytest.mark.parametrize("kind", awkward.ALL)
def test_as_an_address_each_is_taken_as_it_is_or_refused_beside_the_field(kind):
    wrong = []
    for text in awkward.ALL[kind]:
        form = filled(courriel=text)
        if form.is_valid():
            address = form.cleaned_data["courriel"]
            validate_email(address)
            wrong += [text] if address != as_sent(text).strip() or len(address) > 254 else []
        else:
            [(field, said)] = form.mistakes
            wrong += (
                [text]
                if field != "courriel" or not said.startswith(("Vérifiez", "C’est trop long", "Indiquez"))
                else []
            )
    assert wrong == []


def heaps():
    """All of them, in texts as long as a message may be: one page for many."""
    heap = ""
    for text in (text for kind in awkward.ALL.values() for text in kind if len(text) < 2000):
        if len(heap) + len(text) > 4900:
            yield heap
            heap = ""
        heap += f"{text} | "
    yield heap


def test_pages_store_each_of_them_or_show_them_again(post):
    for number, heap in enumerate(heaps()):
        assert post(message=heap, nom=heap[:60], courriel=f"p{number}@example.com").status_code == 303
        assert Inquiry.objects.latest("pk").message == kept("message", heap)
        shown = post(message=heap, nom=heap[:60], organisation=heap[60:120], courriel=heap[:80])
        assert (shown.status_code, 'id="courriel_error"' in shown.text) == (422, True)
        assert "<script>alert" not in shown.text
    assert Inquiry.objects.count() == number + 1


def test_hidden_fields_take_anything(post):
    strings = [text for kind in awkward.ALL.values() for text in kind if len(text) < 1000][::25]
    answers = {post(site=text, jeton=text, article=text, sommet=text, engagement=text).status_code for text in strings}
    assert (answers, Inquiry.objects.count()) == ({422}, 0)


def test_mails_have_the_recipients_and_headers_of_the_settings_whatever_was_typed(post, run_tasks, settings):
    settings.CONTACT_RECIPIENTS = ["equipe@example.org"]
    mail.outbox = []
    for number, text in enumerate(awkward.INJECTIONS):
        words = f"{number:06b}".replace("0", "la").replace("1", "do")  # not the same words sixty times
        post(nom=text, organisation=text, message=f"{text} {words}", courriel=f"p{number}@example.com")
    run_tasks()
    headers = {name for sent in mail.outbox for name in sent.message()}
    recipients = {tuple(sent.recipients()) for sent in mail.outbox if "equipe@example.org" in sent.recipients()}
    others = {address for sent in mail.outbox for address in sent.recipients()} - {"equipe@example.org"}
    assert (headers - HEADER_NAMES, recipients) == (set(), {("equipe@example.org",)})
    assert others <= {f"p{number}@example.com" for number in range(60)}
    told = [sent for sent in mail.outbox if "equipe@example.org" in sent.recipients()]
    assert len(told) == Inquiry.objects.heard().count() == 60


# --- Bodies no browser sends ------------------------------------------------------------------------


@pytest.mark.parametrize("checks", [False, True])
def test_ten_megabytes_are_refused_with_a_page(db, checks):
    browser = Client(enforce_csrf_checks=checks, raise_request_exception=True)
    for sent in (f"message={'a' * 10_000_000}", body(message="a" * 10_000_000), "a" * 10_000_000):
        response = browser.post(CONTACT, sent, content_type=FORM)
        assert (response.status_code in {400, 403, 413}, "<h1" in response.text) == (True, True), response.status_code
    assert Inquiry.objects.count() == 0


def test_ten_thousand_fields_are_refused_with_a_page(db):
    sent = body() + "".join(f"&f{number}=x" for number in range(10_000))
    for one in (sent, body() + "&message=x" * 10_000):
        response = Client(raise_request_exception=True).post(CONTACT, one, content_type=FORM)
        assert (response.status_code, "<h1" in response.text) == (400, True)
    assert Inquiry.objects.count() == 0


def test_of_a_field_sent_twice_the_last_counts(db):
    Client().post(CONTACT, body(nom="Un") + "&nom=Deux&courriel=deux@example.com&inconnu=x", content_type=FORM)
    stored = Inquiry.objects.get()
    assert (stored.name, stored.email) == ("Deux", "deux@example.com")


BYTES = {
    "latin-1": ("Été", "latin-1"),
    "utf-16": ("Été", "utf-16"),
    "windows-1252": ("l’œuvre", "cp1252"),
    "shift_jis": ("日本", "shift_jis"),
}


@pytest.mark.parametrize("name", BYTES)
def test_bytes_that_are_no_utf_8_are_stored_with_marks_where_they_cannot_be_read(db, name):
    text, codec = BYTES[name]
    sent = f"{body()}&nom={quote_from_bytes(text.encode(codec))}&message={quote_from_bytes(text.encode(codec))}"
    assert Client().post(CONTACT, sent, content_type=FORM).status_code == 303
    stored = Inquiry.objects.get()
    assert stored.message == kept("message", text.encode(codec).decode("utf-8", "replace"))
    assert stored.name == kept("nom", text.encode(codec).decode("utf-8", "replace"))


@pytest.mark.parametrize(
    "kind",
    [
        *(f"{FORM}; charset={name}" for name in ("utf-8", "latin-1", "utf-16", "utf-7", "none-such", "", "x" * 1000)),
        *("text/plain", "application/json", "", "application/octet-stream", "multipart/form-data", "é"),
        *(
            "multipart/form-data; boundary=",
            "multipart/form-data; boundary=x",
            f"multipart/form-data; boundary={'b' * 500}",
        ),
    ],
)
def test_wrong_kind_or_charset_is_refused_or_read_never_an_error(db, kind):
    response = Client(raise_request_exception=True).generic(
        "POST", CONTACT, body(nom="Été").encode(), content_type=kind
    )
    assert response.status_code in {303, 400, 415, 422}
    assert [one.email for one in Inquiry.objects.all()] == ["claire@example.com"] * (response.status_code == 303)


def test_multipart_is_read_and_a_file_in_a_field_is_no_text(form):
    fields = form()
    assert Client().post(CONTACT, fields).status_code == 303  # the test client's own way
    file = b'--b\r\nContent-Disposition: form-data; name="message"; filename="x.txt"\r\n\r\nBonjour\r\n--b--\r\n'
    response = Client().post(CONTACT, file, content_type="multipart/form-data; boundary=b")
    assert (response.status_code, 'id="message_error"' in response.text) == (422, True)


@pytest.mark.parametrize(
    "sent", [b"", b"&", b"=", b"&&=&=", b"%", b"%zz", b"%00", b"nom", b"\xff\xfe", b"nom=%ff%fe", b"jeton[]=x"]
)
def test_body_that_is_no_form_is_answered_with_the_form(db, sent):
    assert Client(raise_request_exception=True).post(CONTACT, sent, content_type=FORM).status_code == 422
