"""The pages on what an article was, as the desk shows them: line of time, two states, one state, a day of the past."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.articles import heavy
from tests.articles.desk import change, plain, typed
from tests.articles.test_restoring import fresh, saved
from tests.articles.test_script import TOGETHER, VECTORS, dangers
from veille.accounts.models import Trace, User
from veille.articles import drafting, workflow
from veille.articles.models import Article, Revision
from veille.editions.models import Edition


def at(article, end="", *args):
    name = {"": "history"}.get(end, end)
    return reverse(f"admin:articles_article_{name}", args=[article.pk, *args])


@pytest.fixture
def desk(client, writer):
    client.force_login(writer)
    return client


def only_read(client):
    reader = User.objects.create_user("lectrice@example.org", "un-mot-de-passe-long", name="Lectrice")
    reader.user_permissions.add(Permission.objects.get(codename="view_article"))
    client.force_login(reader)
    return client


def edited(article, by, **fields):
    """Two versions and two editions."""
    workflow.publish(article, by=by, passed="essai")
    saved(article, by=by, **{"lead": "Un autre chapô."} | fields)
    workflow.correct(fresh(article), by=by, note="Le compte était faux.", passed="essai")


# --- the line of time ------------------------------------------------------------------------------------


def test_history_tells_saves_and_editions_and_leads_on(desk, article, editor):
    edited(article, editor)
    page = plain(desk.get(at(article)).text)
    for words in [
        "Maintenant", "Version 2, enregistrée par Éditeur", "Version 1, enregistrée par Rédactrice",
        "Édition n° 2</strong>, correction, imprimée par Éditeur", "Le compte était faux.",
        "Les lecteurs la voient depuis le", "Les lecteurs l’ont vue du",
    ]:  # fmt: skip
        assert words in page
    for path in ["compare v1 v2", "compare e1 e2", "compare e2 now", "state v1", "log"]:
        end, *args = path.split()
        assert f'href="{at(article, end, *args)}"' in page
    assert at(article) in desk.get(change(article)).text


def test_form_links_to_each_state(desk, article, editor):
    edited(article, editor)
    Revision.objects.filter(version=1).update(name="Avant tout")
    page = desk.get(change(article)).text
    assert at(article, "state", "v1") in page
    assert at(article, "compare", "e1", "now") in page
    assert "Avant tout" in page


def test_what_was_done_stays_within_reach(desk, client, article, editor):
    data = typed(desk, change(article)) | {"lead": "Autre."}
    desk.post(change(article), data)
    assert "chapô" in desk.get(at(article, "log")).text
    journal = f"/admin/accounts/trace/?genre=articles.article&amp;object_id={article.pk}"
    assert journal not in desk.get(at(article)).text
    client.force_login(editor)
    assert journal in client.get(at(article)).text
    factories.tag()
    lines = client.get(journal.replace("&amp;", "&")).context["cl"].queryset
    assert {(one.kind, one.object_id) for one in lines} == {("articles.article", str(article.pk))}


def test_two_chosen_states_lead_to_their_address(desk, article):
    response = desk.get(at(article), {"de": "v1", "a": "now"})
    assert (response.status_code, response["Location"]) == (302, at(article, "compare", "v1", "now"))
    for asked in [
        {"de": "v1"},
        {"de": "x", "a": "v1"},
        {"de": "../..", "a": "now"},
        {"de": "v٣", "a": "now"},
        {"de": "", "a": ""},
    ]:
        assert desk.get(at(article), asked).status_code == 200


@pytest.mark.parametrize("number", [1, 120])
def test_history_takes_as_many_queries_for_one_revision_as_for_a_hundred(
    desk, article, editor, number, django_assert_num_queries
):
    for _ in range(1 + number // 40):
        workflow.publish(article, by=editor, passed="essai")
    heavy.fill(article, by=editor, **heavy.ONE | {"revisions": number})
    Revision.objects.update(made_at=timezone.now() - timedelta(days=1))
    desk.get(at(article))
    with django_assert_num_queries(11):
        page = desk.get(at(article))
    assert len(page.context["lines"]) == min(40, number + 1 + number // 40)


def test_history_goes_on_on_further_pages(desk, article, editor):
    heavy.fill(article, by=editor, **heavy.ONE | {"revisions": 90})
    first, last = desk.get(at(article)), desk.get(at(article), {"page": 3})
    assert 'rel="next"' in first.text
    assert [one.name for one in last.context["lines"]] == [f"v{n}" for n in range(10, 0, -1)]
    assert last.context["lines"][0].before == "v9"
    assert desk.get(at(article), {"page": 4}).status_code == 404


def test_article_without_a_save_says_so(desk):
    bare = Article.objects.create(title="Nue", slug="nue")
    assert "Rien n’a encore été enregistré" in desk.get(at(bare)).text


# --- two states ------------------------------------------------------------------------------------------


def test_differences_are_marked_by_elements_with_words_for_who_does_not_see(desk, article, editor):
    edited(article, editor)
    page = plain(desk.get(at(article, "compare", "v1", "v2")).text)
    assert re.search(r'<del><span class="visually-hidden">\[retiré : </span>[^<]*décompte', page)
    assert re.search(r'<ins><span class="visually-hidden">\[ajouté : </span>[^<]*autre', page)
    assert [one.name for one in desk.get(at(article, "compare", "e1", "now")).context["changed"]] == ["lead"]
    same = desk.get(at(article, "compare", "v2", "now"))
    assert "Aucune différence" in same.text
    assert "<del><span" not in same.text


@pytest.mark.parametrize("pair", ["v1..v9", "v0..v1", "v1..e1", "x..now", "now..v" + "9" * 40])
def test_state_that_is_none_is_not_found(desk, article, pair):
    assert desk.get(f"{at(article)}{pair}/").status_code == 404


def test_pages_of_an_article_that_is_none_are_not_found(desk, article):
    for address in [at(article, "compare", "v1", "now"), at(article, "state", "v1"), at(article, "seen", "2026-01-01")]:
        assert desk.get(address.replace(f"/{article.pk}/", "/999999/")).status_code == 404


@pytest.mark.parametrize("vector", TOGETHER)
def test_script_in_any_field_stays_words_on_every_page_of_the_past(client, article, editor, vector):
    client.force_login(editor)
    source = factories.source(vector, organisation=factories.organisation(vector, slug="o"))
    picture = factories.image(vector, alt=vector, credit=vector, licence=vector)
    editor.name = vector
    editor.save()
    body = f"<p>Un texte{factories.cite(source)}.</p>{factories.show(picture)}"
    raw = f'<p>{vector}{factories.cite(source)}<sup data-citation="9" data-locator="x()&gt;"></sup></p>'
    raw += f'{factories.show(picture)}<p><a href="https://x.fr/">{vector}</a></p>'
    edited(
        article, editor, title=vector, lead=vector, takeaways=vector, body=body, hero=picture, hero_caption=vector,
        authors=[factories.author(vector, slug="a")], tags=[factories.tag(vector, slug="t")],
        figures=[factories.figure(vector, unit=one[:30], scope=vector, sources=[source]) for one in VECTORS],
        events=[factories.event(vector, slug="e", place=vector, summary=vector)],
    )  # fmt: skip
    Revision.objects.filter(version=2).update(name=vector[:120])
    Edition.objects.update(change_note=vector)
    for row in (picture, article):
        Trace.objects.create(
            who=editor, verb="changed", kind=row._meta.label_lower, object_id=row.pk, words=vector, note=vector
        )
    workflow.withdraw(article, by=editor, notice=vector)
    saved(article, by=editor, body=raw, title=f"{vector} ")
    now = f"{timezone.localtime():%Y-%m-%d}"
    pairs = [("v1", "v2"), ("v2", "v1"), ("e1", "e2"), ("e2", "v1"), ("v1", "e2"), ("v3", "v1"), ("e2", "v3")]
    pages = [at(article), at(article, "log"), at(article, "state", "v1"), at(article, "state", "v2")]
    pages += [at(article, "compare", *pair) for pair in pairs] + [at(article, "seen", now)]
    pages += [f"{at(article)}?jour={vector}&heure={vector}&de={vector}"]
    found = {address: (client.get(address).status_code, dangers(client.get(address).text)) for address in pages}
    assert {address: told for address, told in found.items() if told != (200, [])} == {}


@pytest.mark.parametrize("size", [heavy.ONE, heavy.MOST], ids=["one", "most"])
def test_pages_take_as_many_queries_for_a_short_article_as_for_a_long_one(
    desk, article, editor, size, django_assert_num_queries
):
    workflow.publish(article, by=editor, passed="essai")
    heavy.fill(article, by=editor, **size)
    saved(article, by=editor, version=200, lead="Autre.", body=fresh(article).body.replace("mot mot", "mot neuf"))
    last = Revision.objects.filter(article=article).first().version
    asked = [
        (at(article, "compare", "v1", f"v{last}"), 21),
        (at(article, "compare", "v1", "e1"), 26),
        (at(article, "state", "v1"), 32),
    ]
    for address, number in asked:
        desk.get(address)
        with django_assert_num_queries(number):
            assert desk.get(address).status_code == 200


# --- one state: put back, named ----------------------------------------------------------------------------


def posted(client, article, name="v1", **data):
    page = client.get(at(article, "state", name))
    read = {"verb": "restore", "version": page.context["original"].version}
    return client.post(at(article, "state", name), read | data, follow=True)


def test_state_is_put_back_once_its_differences_were_shown(desk, article, editor, writer):
    first = article.revisions.get()
    saved(article, by=editor, lead="Autre.", title="Autre titre")
    page = desk.get(at(article, "state", "v1"))
    assert [one.name for one in page.context["changed"]] == ["title", "lead"]
    assert "Remettre cet état</button>" in page.text
    response = posted(desk, article)
    assert response.redirect_chain == [(change(article), 302)]
    assert "de nouveau tel que la version 1" in response.text
    assert drafting.state_of(fresh(article)) == first.data
    assert (fresh(article).version, fresh(article).updated_by) == (3, writer)
    assert "remise en place par Rédactrice" in plain(desk.get(at(article)).text)


def test_asking_to_see_changes_nothing(desk, article, editor):
    saved(article, by=editor, lead="Autre.")
    before = Article.objects.values().get()
    desk.get(at(article, "state", "v1") + "?verb=restore&version=2")
    assert Article.objects.values().get() == before


@pytest.mark.parametrize("version", ["1", "", "x", "-1", "9" * 30])
def test_state_is_not_put_back_over_a_save_one_has_not_seen(desk, article, editor, version):
    saved(article, by=editor, lead="Entre-temps.")
    response = desk.post(at(article, "state", "v1"), {"verb": "restore", "version": version})
    assert response.status_code == 200
    assert response.context["forms"]["restore"].errors
    assert fresh(article).lead == "Entre-temps."
    # The page shows the differences to what is saved now, and answers to that.
    assert [one.name for one in response.context["changed"]] == ["lead"]
    assert 'name="version" value="2"' in response.text


def test_form_somebody_had_open_is_not_saved_over_what_was_put_back(desk, article, editor):
    saved(article, by=editor, lead="Autre.")
    data = typed(desk, change(article)) | {"lead": "Le mien."}
    posted(desk, article)
    assert desk.post(change(article), data).status_code == 409
    assert fresh(article).lead == article.revisions.last().data["lead"]


def test_state_that_is_already_there_offers_nothing_to_put_back(desk, article):
    page = desk.get(at(article, "state", "v1"))
    assert "restore" not in page.context["forms"]
    response = posted(desk, article, version=1)
    assert "n’est plus possible" in plain(response.text)
    assert fresh(article).version == 1


def test_page_says_beforehand_what_cannot_come_back(desk, article, editor):
    author = factories.author("Zoé")
    saved(article, by=editor, authors=[author], slug="nouvelle")
    saved(article, by=editor, authors=[], slug="autre")
    author.delete()
    Article.objects.create(title="Le second", slug="nouvelle")
    page = plain(desk.get(at(article, "state", "v2")).text)
    assert f"Auteur n° {author.pk or ''}".strip() in page
    assert "est maintenant celle de « Le second »" in page


def test_state_is_named_and_found_by_its_name(desk, article):
    response = posted(desk, article, verb="name", words="Avant la relecture")
    assert response.redirect_chain == [(at(article), 302)]
    assert "<strong>Avant la relecture</strong>" in response.text
    long = desk.post(at(article, "state", "v1"), {"verb": "name", "words": "é" * 121})
    assert list(long.context["forms"]["name"].errors) == ["words"]
    assert "é" * 121 in long.text
    assert Revision.objects.get().name == "Avant la relecture"


def test_who_may_only_read_sees_and_changes_nothing(client, article, editor):
    saved(article, by=editor, lead="Autre.")
    only_read(client)
    page = client.get(at(article, "state", "v1"))
    assert (page.status_code, page.context["forms"]) == (200, {})
    assert "Remettre ou nommer" not in client.get(at(article)).text
    for data in [{"verb": "restore", "version": "2"}, {"verb": "name", "words": "x"}]:
        assert client.post(at(article, "state", "v1"), data).status_code == 403
    assert fresh(article).lead == "Autre."


@pytest.mark.parametrize("name", ["now", "e1", "v9"])
def test_only_what_a_save_left_can_be_put_back(desk, article, editor, name):
    workflow.publish(article, by=editor, passed="essai")
    assert desk.get(f"{at(article)}{name}/").status_code == 404


# --- what readers saw --------------------------------------------------------------------------------------


@pytest.fixture
def past(article, editor):
    """Edition 1 on 3 March 2026 at 8:00, edition 2 the same day at 10:30, withdrawn on the 5th at noon."""
    edited(article, editor)
    workflow.withdraw(article, by=editor, notice="Nous nous étions trompés.")

    def paris(day, hour):
        return timezone.datetime(2026, 3, day, *hour, tzinfo=timezone.get_default_timezone())

    one, two, end = paris(3, (8, 0)), paris(3, (10, 30)), paris(5, (12, 0))
    Edition.objects.filter(number=1).update(live_from=one, first_live_from=one, live_until=two)
    Edition.objects.filter(number=2).update(live_from=two, first_live_from=one, live_until=end)
    workflow.Withdrawal.objects.update(withdrawn_at=end)
    return article


@pytest.mark.parametrize(
    ("moment", "seen"),
    [
        ("2026-03-02", "rien n’était en ligne"),
        ("2026-03-03T07:59", "rien n’était en ligne"),
        ("2026-03-03T08:00", "l’édition n° 1"),
        ("2026-03-03T10:29", "l’édition n° 1"),
        ("2026-03-03T10:30", "l’édition n° 2"),
        ("2026-03-03", "l’édition n° 2"),
        ("2026-03-05T11:59", "l’édition n° 2"),
        ("2026-03-05T12:00", "Nous nous étions trompés."),
        ("2026-03-05", "Nous nous étions trompés."),
    ],
)
def test_page_of_the_past_is_the_one_readers_had(desk, past, moment, seen):
    response = desk.get(at(past, "seen", moment))
    page = plain(response.text)
    assert response.status_code == 200
    assert seen in page
    assert "Seul le bureau voit cette page" in page
    assert 'name="robots" content="max-image-preview:large, noindex"' in page
    assert response["X-Robots-Tag"] == "noindex"
    assert {"no-cache", "no-store", "private"} <= set(response["Cache-Control"].split(", "))
    assert 'rel="canonical"' not in page
    words = {"l’édition n° 1": "Le décompte des signataires", "l’édition n° 2": "Un autre chapô."}
    assert [one for one in words.values() if one in page] == ([words[seen]] if seen in words else [])


def test_page_of_the_past_is_word_for_word_what_the_website_showed(desk, article, editor):
    """The same edition at its public address: the article itself is the same markup."""
    body = article.body + f"{factories.show(factories.image())}<h2>Une partie</h2>"
    saved(
        article, by=editor, body=body, hero=factories.image(), takeaways="Une idée", figures=[factories.figure()],
        events=[factories.event()],
    )  # fmt: skip
    workflow.publish(fresh(article), by=editor, passed="essai")
    public = desk.get("/articles/qui-a-signe/").text
    then = desk.get(at(article, "seen", f"{timezone.localtime():%Y-%m-%d}")).text
    whole = re.compile(r"<article>.*</article>", re.S)
    assert whole.search(public)[0] == whole.search(then)[0]


def test_day_says_when_it_changed(desk, past):
    page = desk.get(at(past, "seen", "2026-03-03")).text
    for hour in ("08:00", "10:30"):
        assert at(past, "seen", f"2026-03-03T{hour}") in page
    assert "a changé à" not in desk.get(at(past, "seen", "2026-03-04")).text


def test_corrections_of_later_are_not_shown(desk, past):
    page = desk.get(at(past, "seen", "2026-03-03T09:00"))
    assert [one.number for one in page.context["history"]] == [1]


@pytest.mark.parametrize(
    "moment",
    ["2026-02-30", "2026-03-29T02:30", "9999-12-31", "0001-01-01", "1899-12-31", "2026-03-03T25:00", "hier", "2026-3-3",
     "٢٠٢٦-٠٣-٠٣", "2026-03-03T08:00:00"],
)  # fmt: skip
def test_moment_that_never_was_is_not_found(desk, past, moment):
    assert desk.get(f"{at(past)}seen/{moment}/").status_code == 404


def test_day_is_asked_for_on_the_history_page(desk, past):
    ask = lambda **given: desk.get(at(past), given)  # noqa: E731
    assert ask(jour="2026-03-03")["Location"] == at(past, "seen", "2026-03-03")
    assert ask(jour="2026-03-03", heure="08:00")["Location"] == at(past, "seen", "2026-03-03T08:00")
    tomorrow = f"{timezone.localtime() + timedelta(days=1):%Y-%m-%d}"
    wrong = {
        "jour": [{"jour": ""}, {"jour": "x"}, {"jour": tomorrow}, {"jour": "0001-01-01"}, {"jour": "9" * 400}],
        "heure": [{"jour": "2026-03-29", "heure": "02:30"}, {"jour": "2026-03-03", "heure": "x"},
                  {"jour": tomorrow, "heure": "08:00"}],
    }  # fmt: skip
    for field, asked in wrong.items():
        for given in asked:
            page = ask(**given)
            assert page.status_code == 200
            assert list(page.context["seen"].errors) == [field]
            assert given[field] in page.text


def test_hour_that_came_twice_is_the_first(desk, past):
    assert desk.get(at(past, "seen", "2025-10-26T02:30")).status_code == 200


def test_past_is_the_desks_alone(client, past):
    for address in [
        at(past),
        at(past, "compare", "v1", "now"),
        at(past, "state", "v1"),
        at(past, "seen", "2026-03-03"),
    ]:
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")


def test_page_of_the_past_runs_under_the_readers_policy(desk, past):
    policy = desk.get(at(past, "seen", "2026-03-03"))["Content-Security-Policy"]
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
