from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from veille.accounts.models import User
from veille.accounts.roles import ADMINISTRATOR
from veille.operations import preparing


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings, monkeypatch):
    settings.DATA_DIR = tmp_path / "data"
    settings.STATIC_ROOT = tmp_path / "data" / "static"
    for name in ("ADMIN_EMAIL", "ADMIN_PASSWORD"):
        monkeypatch.delenv(name, raising=False)


def test_first_administrator_has_the_role_and_a_password_told_once(db):
    login, password = preparing.first_administrator()
    user = User.objects.get()
    assert (user.email, user.is_superuser, user.check_password(password)) == (login, False, True)
    assert list(user.groups.values_list("name", flat=True)) == [ADMINISTRATOR]
    assert len(password) == 19
    assert preparing.first_administrator() == (login, "")


def test_first_administrator_follows_the_environment(db, monkeypatch):
    monkeypatch.setenv("ADMIN_EMAIL", "Chef@example.org")
    monkeypatch.setenv("ADMIN_PASSWORD", "donné par l’environnement")
    assert preparing.first_administrator() == ("chef@example.org", "donné par l’environnement")
    assert User.objects.get().check_password("donné par l’environnement")


def test_environment_changes_no_account_there_is(administrator, monkeypatch):
    monkeypatch.setenv("ADMIN_EMAIL", "chef@example.org")
    monkeypatch.setenv("ADMIN_PASSWORD", "autre")
    assert preparing.first_administrator() == (administrator.email, "")
    administrator.refresh_from_db()
    assert not administrator.check_password("autre")


def test_login_shown_is_of_somebody_who_can_log_in(db):
    for email, password in [("invitee@example.org", None), ("active@example.org", "un-mot-de-passe-long")]:
        User.objects.create_user(email, password, name="A").groups.add(Group.objects.get(name=ADMINISTRATOR))
    assert preparing.first_administrator() == ("active@example.org", "")


def test_static_files_are_collected_again_only_when_they_changed(settings, tmp_path):
    source = tmp_path / "checkout"
    for name in ("requirements.txt", "static/css/a.css", "veille/lib/staticfiles.py"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text("a { color: red }")
    settings.BASE_DIR = source
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "veille.lib.staticfiles.JoinedStaticFilesStorage"}
    }
    settings.STATICFILES_DIRS = [source / "static"]
    settings.DATA_DIR.mkdir()
    collect = preparing.static_files
    assert [collect(), collect()] == [True, False]
    (source / "static/css/a.css").write_text("a { color: blue }")
    assert [collect(), collect()] == [True, False]
    (settings.STATIC_ROOT / "staticfiles.json").unlink()
    assert collect() is True


def test_content_is_loaded_into_an_empty_database_only(administrator, monkeypatch):
    called = []
    monkeypatch.setattr(preparing, "call_command", lambda name, **_: called.append(name))
    assert preparing.content() is True
    from summit.models import Event

    Event.objects.create(slug="a", name="A", starts_on="2025-02-10", ends_on="2025-02-11", place="Paris")
    assert preparing.content() is False
    assert called == ["load_summit"]


def test_prepare_tells_the_login_each_time_and_the_password_once(transactional_db, monkeypatch):
    monkeypatch.setattr(preparing, "static_files", lambda: False)
    monkeypatch.setattr(preparing, "content", lambda: False)

    def told():
        call_command("prepare", stdout=(out := StringIO()))
        return out.getvalue().splitlines()

    first, second = told(), told()
    assert [line.split()[0] for line in first] == ["Login:", "Password:", "(shown"]
    assert second == ["Login:    admin@veille.example"]
    assert User.objects.get().check_password(first[1].split()[1])
