"""Who may ask what of the desk, written down: role × address × own, other's or hidden object × method × extra fields.

Every cell is asked for. An address of the desk that stands in neither table makes the test fail: add its line.
"""

from functools import cache

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.urls import get_resolver, reverse
from django.utils import timezone

from summit.models import Axis
from tests import factories
from veille.accounts import trace, urls
from veille.accounts.models import Trace, User
from veille.accounts.roles import ADMINISTRATOR, EDITOR, WRITER
from veille.articles import drafting
from veille.articles.models import Article
from veille.contact.models import Advice, Charge, Inquiry, Label, Mail, PrivacyRequest, Retention, SavedAnswer
from veille.website import context

NOBODY = "anonymous"
ROLES = [NOBODY, WRITER, EDITOR, ADMINISTRATOR]

# What each role may do with the rows of a model, whoever they belong to: List, Add, View, Change, Delete.
MODELS = {
    # model                 Rédacteur  Éditeur  Administrateur
    "articles_article":     ["LAVC",   "LAVCD", "LAVCD"],
    "sources_source":       ["LAVC",   "LAVCD", "LAVCD"],
    "sources_organisation": ["LAVC",   "LAVCD", "LAVCD"],
    "sources_keyfigure":    ["LAVC",   "LAVCD", "LAVCD"],
    "images_image":         ["LAVC",   "LAVCD", "LAVCD"],
    "editions_author":      ["LV",     "LAVCD", "LAVCD"],
    "editions_tag":         ["LAV",    "LAVCD", "LAVCD"],
    "editions_edition":     ["LV",     "LV",    "LV"],
    "summit_event":         ["LV",     "LAVCD", "LAVCD"],
    "summit_axis":          ["LV",     "LAVCD", "LAVCD"],
    "summit_commitment":    ["LAVC",   "LAVCD", "LAVCD"],
    "contact_inquiry":      ["",       "LVC",   "LVCD"],
    "contact_mail":         ["",       "LV",    "LV"],
    "contact_label":        ["",       "LAVCD", "LAVCD"],
    "contact_savedanswer":  ["",       "LAVCD", "LAVCD"],
    "contact_charge":       ["",       "",      "LAVCD"],
    "contact_advice":       ["",       "LAVCD", "LAVCD"],
    "contact_retention":    ["",       "LV",    "LVC"],
    "contact_privacyrequest": ["",     "LV",    "LV"],
    "website_page":         ["",       "LVC",   "LVC"],
    "website_identity":     ["",       "",      "LVC"],
    "accounts_trace":       ["",       "LV",    "LV"],
    "accounts_user":        ["",       "",      "LAVC"],
    "axes_accessattempt":   ["",       "",      ""],
    "axes_accesslog":       ["",       "",      ""],
    "axes_accessfailurelog": ["",      "",      ""],
    "django_tasks_database_dbtaskresult": ["", "", ""],
}  # fmt: skip

# Addresses beside those: the answer to GET and to POST, for nobody, Rédacteur, Éditeur, Administrateur.
# {object}: of one's own and of somebody else; the third line is a GET for an object that does not exist.
OTHERS = {
    "index":                ["302 200 200 200", "302 200 200 200"],
    "login":                ["200 302 302 302", "200 200 200 200"],
    "logout":               ["302 405 405 405", "302 200 200 200"],
    "password_change":      ["302 200 200 200", "302 200 200 200"],
    "password_change_done": ["302 200 200 200", "302 405 405 405"],
    "autocomplete":         ["302 403 403 403", "302 405 405 405"],
    "jsi18n":               ["302 200 200 200", "302 405 405 405"],
    "view_on_site":         ["302 404 404 404", "302 404 404 404"],
    "app_list":             ["302 404 200 200", "302 404 200 200"],
    "admin_password_reset":    ["200 200 200 200", "200 200 200 200"],
    "password_reset_done":     ["200 200 200 200", "405 405 405 405"],
    "password_reset_complete": ["200 200 200 200", "405 405 405 405"],
    "password_reset_confirm":  ["200 200 200 200", "200 200 200 200"],
    "my_settings":             ["302 200 200 200", "302 200 200 200"],
    "contact_mail_resend":     ["302 405 405 405", "302 403 302 302", "302 405 405 405"],
    "accounts_trace_export":   ["302 403 200 200", "302 403 200 200"],
    "sources_source_capture":   ["302 405 405 405", "302 422 422 422"],
    "sources_source_lookup":    ["302 405 405 405", "302 200 200 200"],
    "sources_source_quick_add": ["302 405 405 405", "302 422 422 422"],
    "sources_source_check":    ["302 405 405 405", "302 302 302 302", "302 405 405 405"],
    "images_image_look":      ["302 405 405 405", "302 422 422 422"],
    "images_image_quick_add": ["302 405 405 405", "302 422 422 422"],
    "summit_commitment_step":   ["302 200 200 200", "302 200 200 200", "302 404 404 404"],
    "summit_event_preview":     ["302 200 200 200", "302 405 405 405", "302 404 404 404"],
    "summit_event_print":       ["302 403 200 200", "302 403 200 200", "302 404 404 404"],
    "contact_inquiry_figures":        ["302 403 200 200", "302 405 405 405"],
    "contact_inquiry_figures_export": ["302 403 200 200", "302 405 405 405"],
    "contact_inquiry_answer":         ["302 403 200 200", "302 403 200 200", "302 403 404 404"],
    "contact_inquiry_personal_data": ["302 403 200 200", "302 403 200 200", "302 403 404 404"],
    "articles_article_links":     ["302 200 200 200", "302 405 405 405"],
    "articles_article_preview_new": ["302 200 200 200", "302 200 200 200"],
    "articles_article_preview":   ["302 200 200 200", "302 200 200 200", "302 404 404 404"],
    "articles_article_autosave_new": ["302 200 200 200", "302 400 400 400"],
    "articles_article_autosave":  ["302 200 200 200", "302 400 400 400", "302 404 404 404"],
    "articles_article_give_up_new": ["302 405 405 405", "302 302 302 302"],
    "articles_article_give_up":   ["302 405 405 405", "302 302 302 302", "302 405 405 405"],
    "articles_article_presence":  ["302 405 405 405", "302 200 200 200", "302 405 405 405"],
    "articles_article_publish":   ["302 403 200 200", "302 403 200 200", "302 404 404 404"],
    "articles_article_send_back": ["302 403 200 200", "302 403 200 200", "302 404 404 404"],
    "articles_article_review":  ["302 200 200 200", "302 200 200 200", "302 404 404 404"],
    "articles_article_read":    ["302 200 200 200", "302 404 404 404", "302 404 404 404"],
    "articles_article_log":     ["302 200 200 200", "302 405 405 405", "302 302 302 302"],
    "articles_article_compare": ["302 200 200 200", "302 405 405 405", "302 404 404 404"],
    "articles_article_state":   ["302 200 200 200", "302 200 200 200", "302 404 404 404"],
    "articles_article_seen":    ["302 200 200 200", "302 405 405 405", "302 404 404 404"],
}  # fmt: skip
# Mounted beside the desk's own addresses (accounts/urls.py), without its name before theirs.
BEFORE_THE_DESK = {one.name for one in urls.urlpatterns}
ARGUMENTS = {
    "app_list": ["accounts"],
    "view_on_site": ["0", "0"],
    "password_reset_confirm": ["MQ", "x"],
}
# What an address says beside the object.
BESIDE = {
    "articles_article_compare": ["v1", "now"],
    "articles_article_state": ["v1"],
    "articles_article_seen": ["2026-01-01"],
}

# What no form offers to anybody, whatever model it is posted to.
EXTRA = {
    "stage": "in_review", "stage_note": "x", "key": "0" * 32, "live_from": "2020-01-01", "live_until": "2020-01-02",
    "number": "9", "published_at": "2020-01-01", "first_live_from": "2020-01-01", "is_superuser": "on",
    "is_staff": "on", "password": "x", "user_permissions": "1", "id": "77", "pk": "77", "joined_at": "2020-01-01",
    "renditions": "[]", "reference": "V-X", "message": "x", "sending": "x", "consent": "x", "erased_on": "2020-01-01",
    "verb": "publish", "notice": "x", "note": "x", "words": "x", "change_note": "x", "created_at": "2020-01-01",
    "link": "dead", "link_found": "gone", "link_dead_since": "2020-01-01", "link_checked_at": "2020-01-01",
}  # fmt: skip


def posted(other):
    """What is posted wherever no form says what to post; `other`: the key of somebody else."""
    return EXTRA | {"owner": other, "updated_by": other, "uploaded_by": other, "post": "yes"}


# Columns that the desk writes itself when a form is saved.
OURS = {"version", "updated_at", "updated_by_id", "address_key"}


def addresses():
    """{name: path as it is declared} of everything under /admin/, but Django's own redirects, which have no name."""
    found = {}

    def walk(patterns, before=""):
        for one in patterns:
            if hasattr(one, "url_patterns"):
                walk(one.url_patterns, before + str(one.pattern))
            elif one.name and before.startswith("admin/"):
                found[one.name] = before + str(one.pattern)

    walk(get_resolver().url_patterns)
    return found


def test_every_address_of_the_desk_stands_in_the_matrix():
    ends = ["changelist", "add", "change", "delete", "history"]
    assert set(addresses()) == {f"{model}_{end}" for model in MODELS for end in ends} | set(OTHERS)


@pytest.fixture(autouse=True)
def same_frame(monkeypatch):
    """What the navigation around a refusal names is not asked for here: it is looked up once."""
    monkeypatch.setattr(context, "_found", cache(context._found))


@pytest.fixture
def people(writer, editor, administrator):
    return {NOBODY: None, WRITER: writer, EDITOR: editor, ADMINISTRATOR: administrator}


@pytest.fixture
def objects(people):
    """{model: [own, other's, hidden]} for a role; where rows belong to nobody, two of them."""

    def inquiry(n):
        return Inquiry.objects.create(
            reference=f"V-{n}", email="a@example.org", message="m", sending=n, consent="c", consent_version=1
        )

    def charge(one):
        made = Charge.objects.create()
        made.people.add(one)
        return made

    def make(role):
        mine = people[role] or people[WRITER]
        other = people[EDITOR] if mine != people[EDITOR] else people[WRITER]
        rows = {
            "articles_article": [
                Article.objects.create(title=f"De {one}", slug=f"note-{n}", owner=one)
                for n, one in enumerate([mine, other])
            ],
            "accounts_user": [mine, other],
            "images_image": [factories.image(uploaded_by=mine), factories.image(uploaded_by=other)],
            "contact_inquiry": [inquiry("a"), inquiry("b")],
            "contact_mail": [
                Mail.objects.create(kind=Mail.Kind.NOTICE, inquiry=inquiry(n), is_given_up=True) for n in ("c", "d")
            ],
            "contact_label": [Label.objects.create(name="a"), Label.objects.create(name="b")],
            "contact_savedanswer": [SavedAnswer.objects.create(title=n, text="t") for n in "ab"],
            "contact_charge": [charge(people[EDITOR]), charge(people[EDITOR])],
            "contact_advice": [Advice.objects.create(text=text) for text in ("a", "b")],
            "contact_retention": [Retention.objects.create(kind=kind, days=9) for kind in ("message", "report")],
            "contact_privacyrequest": [
                PrivacyRequest.objects.create(kind="export", done_at=timezone.now()) for _ in range(2)
            ],
            "website_page": [factories.page("methode"), factories.page("a-propos")],
            "website_identity": [factories.identity()],
            "accounts_trace": [
                trace.record(mine, Trace.Verb.ADDED, factories.tag()),
                trace.record(other, Trace.Verb.ADDED, factories.tag()),
            ],
        }
        for article in rows["articles_article"]:
            drafting.record(article, by=mine)
        rows["sources_source"] = [factories.source(address="") for _ in range(2)]  # checking it asks nobody
        for name, one in [("organisation", factories.organisation), ("keyfigure", factories.figure)]:
            rows[f"sources_{name}"] = [one(), one()]
        for name, one in [("author", factories.author), ("tag", factories.tag), ("edition", factories.edition)]:
            rows[f"editions_{name}"] = [one(), one()]
        rows["summit_event"] = [factories.event(), factories.event()]
        rows["summit_axis"] = [Axis.objects.create(event=factories.event(), name="Axe", slug="axe") for _ in range(2)]
        rows["summit_commitment"] = [factories.commitment(factories.event(), steps=[]) for _ in range(2)]
        keys = {model: [row.pk for row in found] + [999999] for model, found in rows.items()}
        if role == EDITOR:
            keys["accounts_trace"][-1] = trace.record(other, Trace.Verb.CHANGED, mine).pk  # what is done to accounts
        return {model: keys.get(model, [999999]) for model in MODELS}

    return make


@cache
def queries():
    """{model: what asks for all its rows}. Put together once: it is asked a thousand times."""
    ours = [model for model in apps.get_models() if model._meta.label != "sessions.Session"]
    return {
        model._meta.label: model._base_manager.order_by("pk").values_list().query.sql_with_params() for model in ours
    }


def everything():
    """Each row of each table but the sessions, as it stands in the database."""
    with connection.cursor() as cursor:
        return {label: cursor.execute(*query).fetchall() for label, query in queries().items()}


def expected(role, model, end, method, hidden):
    """The status that the table promises."""
    if role == NOBODY:
        return 302
    may = MODELS[model][ROLES.index(role) - 1]
    if model == "website_identity" and end == "changelist":
        return 302  # to the one row
    right = {"changelist": "L", "add": "A", "change": "C" if method == "POST" else "V", "delete": "D", "history": "V"}
    if right[end] not in may:
        # Django looks for the object before it asks whether its history may be read, or what is read may be changed.
        first_looks = end == "history" or (end == "change" and "V" in may)
        return 302 if hidden and first_looks else 403
    if hidden or (method == "POST" and end in {"change", "delete"}):
        return 302
    return 200


def typed(page):
    """What a browser would post from a form of the desk as it is served."""
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    fields = [field for form in forms for field in form]
    values = {field.html_name: field.value() for field in fields}
    return {name: "" if value is None else value for name, value in values.items() if value is not False}


def offered(page):
    return {page.context["adminform"].form._meta.model._meta.get_field(name).attname
            for name in page.context["adminform"].form.fields if _is_column(page, name)}  # fmt: skip


def _is_column(page, name):
    columns = page.context["adminform"].form._meta.model._meta.concrete_fields
    return name in {column.name for column in columns}


def ask(client, method, address, data, before, page=None):
    """(response, what changed although it must not) of one cell, undone afterwards; `before` is everything().

    `page`: the form at this address, as it was got before; what it offers is posted beside `data`.
    """
    with transaction.atomic():
        row = page.context["original"] if page else None
        if page:
            data = {name: value for name, value in data.items() if name not in page.context["adminform"].form.fields}
            data |= typed(page)
            kept = {**type(row)._base_manager.filter(pk=row.pk).values().get()}
        response = client.get(address) if method == "GET" else client.post(address, data)
        changed = []
        if method == "POST" and response.status_code in {403, 404, 405}:
            after = everything()
            changed = [label for label in before if before[label] != after[label]]
        if page:
            now, may_change = type(row)._base_manager.filter(pk=row.pk).values().get(), offered(page) | OURS
            changed = [name for name in kept if kept[name] != now[name] and name not in may_change]
            changed += ["made another"] * (type(row)._base_manager.count() != len(before[row._meta.label]))
        transaction.set_rollback(True)
    return response, changed


def has_a_form(page):
    return page.status_code == 200 and page.context.get("has_change_permission")


def cells(keys):
    """(model, end, hidden, address) of every address of a model and every object."""
    for model in MODELS:
        for end in ("changelist", "add"):
            yield model, end, False, reverse(f"admin:{model}_{end}")
        for end in ("change", "delete", "history"):
            for key in keys[model]:
                yield model, end, key == keys[model][-1], reverse(f"admin:{model}_{end}", args=[key])


@pytest.mark.parametrize("role", ROLES)
def test_each_cell_of_the_models_answers_as_written(client, people, objects, role):
    keys = objects(role)
    data = posted(keys["accounts_user"][1])
    if people[role]:
        client.force_login(people[role])
    wrong, before = {}, everything()
    for model, end, hidden, address in cells(keys):
        got, found = ask(client, "GET", address, data, before)
        if (got.status_code, found) != (expected(role, model, end, "GET", hidden), []):
            wrong["GET", address] = got.status_code, found
        if end in {"changelist", "history"}:
            continue  # they read; actions of a list are asked below
        page = got if end == "change" and has_a_form(got) else None
        answer, found = ask(client, "POST", address, data, before, page)
        if end == "add" and answer.status_code == 200:
            found = []  # an incomplete form, shown again
        if (answer.status_code, found) != (expected(role, model, end, "POST", hidden), []):
            wrong["POST", address] = answer.status_code, found
    assert wrong == {}


def test_each_cell_beside_them_answers_as_written(client, people, objects):
    wrong = {}
    for n, role in enumerate(ROLES):
        with transaction.atomic():
            keys = objects(role)
            client.logout()
            if people[role]:
                client.force_login(people[role])
            session = client.cookies.output(header="", sep=";")
            data, before = posted(User.objects.first().pk), everything()
            for name, answers in OTHERS.items():
                given = ARGUMENTS.get(name, [])
                rows = keys.get("_".join(name.split("_")[:2]), [])
                more = BESIDE.get(name, [])
                targets = [[key, *more] for key in rows[:2]] if len(answers) == 3 else [given]
                asked = [("GET", args, answers[0]) for args in targets] + [
                    ("POST", args, answers[1]) for args in targets
                ]
                asked += [("GET", [rows[2], *more], answers[2])] if len(answers) == 3 else []
                for method, args, row in asked:
                    client.cookies.clear()
                    client.cookies.load(session)
                    address = reverse(name if name in BEFORE_THE_DESK else f"admin:{name}", args=args)
                    answer, found = ask(client, method, address, data, before)
                    if (answer.status_code, found) != (int(row.split()[n]), []):
                        wrong[role, method, address] = answer.status_code, found
            transaction.set_rollback(True)
    assert wrong == {}


ACTIONS = {
    # An action of a list: the least role that may.
    "articles_article": {"publish_sound": EDITOR, "delete_selected": None, "add_theme": WRITER},
    "sources_source": {"delete_selected": EDITOR},
    "editions_tag": {"delete_selected": EDITOR, "merge_with": EDITOR},
    "contact_mail": {"delete_selected": None, "send_again": EDITOR},
    "contact_inquiry": {
        **dict.fromkeys(["take", "close", "set_aside", "bring_back", "add_label"], EDITOR),
        "delete_selected": ADMINISTRATOR,
    },
    "contact_label": {"delete_selected": EDITOR},
    "contact_charge": {"delete_selected": ADMINISTRATOR},
    "accounts_user": {"send_link": ADMINISTRATOR, "delete_selected": None},
    "accounts_trace": {"delete_selected": None},
}


@pytest.mark.parametrize("role", ROLES)
def test_action_of_a_list_does_nothing_for_who_may_not(client, people, objects, role):
    keys = objects(role)
    if people[role]:
        client.force_login(people[role])
    changed = {}
    for model, actions in ACTIONS.items():
        for action, least in actions.items():
            if least and ROLES.index(role) >= ROLES.index(least):
                continue
            before = everything()
            data = {"action": action, "_selected_action": keys[model][:2], "post": "yes"}
            client.post(reverse(f"admin:{model}_changelist"), data)
            after = everything()
            if names := [label for label in before if before[label] != after[label]]:
                changed[model, action] = names
    assert changed == {}
