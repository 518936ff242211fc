import re

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command

from veille.lib.staticfiles import joined

SHEETS = {
    "css/site.css": '@layer base, components;\n@import url("base.css") layer(base);\n'
    '@import url("components/note.css") layer(components);\n@import url("print.css") print;\nmain { color: red }\n',
    "css/base.css": "a { color: blue }\n",
    "css/components/note.css": '.note { background: url("../../images/dot.svg") }\n',
    "css/print.css": "nav { display: none }\n",
    "images/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
}


def test_imports_stand_in_their_place_with_layer_and_media():
    assert joined("css/site.css", SHEETS.get) == (
        "@layer base, components;\n"
        "@layer base {\na { color: blue }\n}\n\n"
        '@layer components {\n.note { background: url("../images/dot.svg") }\n}\n\n'
        "@media print {\nnav { display: none }\n}\n\n"
        "main { color: red }\n"
    )


@pytest.mark.parametrize("address", ["data:image/png;base64,AA", "/static/a.png", "#mark", "https://a.example/b.png"])
def test_address_that_is_not_relative_stays(address):
    sheets = {"site.css": '@import url("a/b.css");', "a/b.css": f'i {{ background: url("{address}") }}'}
    assert joined("site.css", sheets.get) == sheets["a/b.css"]


@pytest.fixture
def collected(tmp_path, settings):
    """Our storage after `collectstatic` of the sheets above and the admin's own files."""
    for name, text in SHEETS.items():
        (tmp_path / "source" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "source" / name).write_text(text)
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "veille.lib.staticfiles.JoinedStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path / "collected"


def test_collected_sheet_is_one_hashed_compressed_file(collected):
    name = staticfiles_storage.stored_name("css/site.css")
    text = (collected / name).read_text()
    assert re.fullmatch(r"css/site\.[0-9a-f]{12}\.css", name)
    assert "@import" not in text
    picture = staticfiles_storage.stored_name("images/dot.svg").removeprefix("images/")
    assert f'url("../images/{picture}")' in text
    assert (collected / f"{name}.gz").exists()


def test_collecting_twice_gives_the_same(collected):
    before = sorted(str(path) for path in collected.rglob("*"))
    call_command("collectstatic", interactive=False, verbosity=0)
    assert sorted(str(path) for path in collected.rglob("*")) == before


def test_collected_admin_sheet_keeps_its_own_imports(collected):
    admin = (collected / staticfiles_storage.stored_name("admin/css/base.css")).read_text()
    assert "@layer" not in admin
    assert "--primary" in admin
