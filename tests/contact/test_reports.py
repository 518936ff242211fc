import pytest
from django.core import mail
from django.urls import reverse

from tests import factories
from tests.website.reading import links, text
from veille.articles import drafting, workflow
from veille.articles.models import Article
from veille.articles.reports import answers_for
from veille.contact.charges import in_charge as recipients
from veille.contact.models import Inquiry

FORM = "/contact/"


@pytest.fixture
def article(writer, editor):
    """Online, followed by a writer, published by an editor."""
    made = Article.objects.create(
        title="Qui a signé ?", slug="qui-a-signe", owner=writer, lead="x", body="<p>Un texte.</p>"
    )
    drafting.write_lists(made, authors=[factories.author()])
    workflow.publish(made, by=editor, passed="essai")
    return made


def test_edition_leads_to_the_form_for_its_errors(client, article):
    page = client.get("/articles/qui-a-signe/")
    assert f"{FORM}?article=qui-a-signe&motif=erreur" in links(page.text)
    asked = client.get(f"{FORM}?article=qui-a-signe&motif=erreur")
    told = text(asked)
    assert "Erreur dans : Qui a signé" in told.replace("\u00a0", " ")
    assert "<h1>Signaler une erreur</h1>" in asked.text
    assert "Envoyer le signalement" in told
    assert 'noindex">' in asked.text


def test_preview_of_a_draft_offers_no_report(client, editor):
    made = Article.objects.create(title="À venir", slug="a-venir", lead="x", body="<p>x</p>")
    client.force_login(editor)
    page = client.get(reverse("admin:articles_article_preview", args=[made.pk]))
    assert (page.status_code, "motif=erreur" in page.text) == (200, False)


def test_error_goes_to_whoever_published_when_the_owner_reads_no_messages(client, form, run_tasks, article, editor):
    client.post(FORM, form(article="qui-a-signe", motif="erreur"))
    kept = Inquiry.objects.get()
    assert (kept.motive, kept.article_key) == ("erreur", article.key)
    run_tasks()
    assert [one.recipients() for one in mail.outbox if one.reply_to == [kept.email]] == [[editor.email]]


def test_error_goes_to_the_owner_who_reads_messages(article, administrator, settings):
    settings.CONTACT_RECIPIENTS = ["equipe@example.org"]
    Article.objects.update(owner=administrator)
    assert recipients(Inquiry(motive="erreur", article_key=article.key)) == [administrator.email]
    assert recipients(Inquiry(motive="message", article_key=article.key)) == ["equipe@example.org"]
    assert recipients(Inquiry(motive="erreur")) == ["equipe@example.org"]


def test_error_goes_to_the_team_when_its_editor_left(article, editor, settings):
    settings.CONTACT_RECIPIENTS = ["equipe@example.org"]
    editor.is_active = False
    editor.save()
    assert answers_for(article.key) == ""
    assert recipients(Inquiry(motive="erreur", article_key=article.key)) == ["equipe@example.org"]


@pytest.mark.parametrize("motive", ["x", "message", "\x00", "erreur ", "a" * 500])
def test_motive_we_do_not_know_is_a_message_like_another(client, form, motive):
    assert "<h1>Parlons-en</h1>" in client.get(FORM, {"motif": motive.replace("\x00", "")}).text
    client.post(FORM, form(motif=motive.replace("\x00", "")))
    assert Inquiry.objects.get().motive == "message"


def test_motive_is_kept_when_the_form_comes_back(client, form, article):
    page = client.post(FORM, form(article="qui-a-signe", motif="erreur", courriel="")).text
    assert 'name="motif" value="erreur"' in page
    assert "Signaler une erreur" in page


def test_open_reports_stand_beside_the_article(client, form, article, editor, writer):
    for number in range(3):
        client.post(FORM, form(article="qui-a-signe", motif="erreur", message=f"Erreur {number}."))
    client.post(FORM, form(article="qui-a-signe", message="Un message."))
    Inquiry.objects.filter(message="Erreur 0.").update(status="answered")
    client.force_login(editor)
    page = client.get(reverse("admin:articles_article_change", args=[article.pk]))
    assert "2 signalements à traiter, depuis le " in page.text
    [address] = [one for one in links(page.text) if "article_key__exact" in one]
    listed = client.get(address)
    assert sorted(one.message for one in listed.context["cl"].result_list) == ["Erreur 1.", "Erreur 2."]
    client.force_login(writer)
    assert "à traiter" not in client.get(reverse("admin:articles_article_change", args=[article.pk])).text


def test_development_stands_beside_its_commitment(client, form, editor, django_assert_num_queries):
    event = factories.event("Paris", axes=["Climat"])
    made = factories.commitment(event, "La machine", number="9")
    factories.printed(event)
    page = client.get("/sommets/paris/engagements/la-machine/")
    assert f"{FORM}?engagement=paris/la-machine&motif=evolution" in links(page.text)
    asked = client.get(f"{FORM}?engagement=paris/la-machine&motif=evolution").text
    assert "<h1>Signaler une évolution</h1>" in asked
    assert "Évolution de&nbsp;:" in asked
    client.post(FORM, form(engagement="paris/la-machine", motif="evolution"))
    kept = Inquiry.objects.get()
    assert (kept.motive, kept.commitment_key) == ("evolution", made.pk)
    client.force_login(editor)
    desk = client.get(reverse("admin:summit_commitment_change", args=[made.pk]))
    assert "1 signalement à traiter, du " in desk.text
    [address] = [one for one in links(desk.text) if "commitment_key__exact" in one]
    assert [one.pk for one in client.get(address).context["cl"].result_list] == [kept.pk]
