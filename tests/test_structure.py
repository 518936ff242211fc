"""The house stays true: every room stands in the list of directions, and no public page walks up to the desk."""

import re
import tomllib
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).parent.parent
RULES = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
READERS = ["veille/website", "veille/contact", "veille/editions", "summit", "templates/website", "templates/contact",
           "templates/summit", "templates/components", "templates/base.html"]  # fmt: skip


def files(*places, endings=(".py", ".html")):
    for place in places:
        path = ROOT / place
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            if file.suffix in endings and "migrations" not in file.parts:
                yield file


def test_every_room_stands_in_the_list_of_directions():
    layers = next(rule["layers"] for rule in RULES if rule["id"] == "rooms")
    listed = {name for layer in layers for name in layer.split(" | ")}
    ours = {config.name for config in apps.get_app_configs() if config.name.split(".")[0] in {"veille", "summit"}}
    assert ours - listed == set()
    folders = {f"veille.{path.parent.name}" for path in (ROOT / "veille").glob("*/__init__.py")}
    assert folders - listed == set()


def test_tests_mirror_the_rooms():
    rooms = {path.parent.name for path in (ROOT / "veille").glob("*/__init__.py")} | {"summit"}
    beside = {"walks"}
    assert {
        path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and any(path.glob("*.py"))
    } - rooms - beside == set()


def test_public_pages_never_name_the_desk():
    # Reverse names walk from a public row up to a draft without an import.
    names = {
        relation.get_accessor_name()
        for model in apps.get_models()
        for relation in model._meta.related_objects
        if relation.related_model._meta.app_label in {"articles", "review"} - {model._meta.app_label}
        and relation.get_accessor_name()
    }
    ways = re.compile(rf"\b({'|'.join(sorted(names))})\b|get_model\(|veille\.(?:articles|review)|\"articles\.Article")
    found = [
        (str(file.relative_to(ROOT)), way[0]) for file in files(*READERS) for way in ways.finditer(file.read_text())
    ]
    assert found == []


def test_templates_and_pages_hold_no_inline_script_or_style():
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|<style\b|\sstyle=|\son\w+=", re.IGNORECASE
    )
    found = [
        (str(file.relative_to(ROOT)), way[0])
        for file in files("templates", endings=(".html",))
        for way in inline.finditer(file.read_text())
    ]
    assert found == []


def test_only_reviewed_places_call_html_safe():
    # Each holds text that the sanitiser or an escaping builder produced.
    reviewed = {
        "templates/website/edition.html",
        "templates/website/page.html",
        "veille/images/markup.py",
        "veille/lib/templatetags/words.py",
    }
    way = re.compile(r"mark_safe|\|\s*safe\b|SafeString|autoescape off")
    found = {
        str(file.relative_to(ROOT)) for file in files("veille", "summit", "templates") if way.search(file.read_text())
    }
    assert found <= reviewed


def test_only_one_place_may_fetch():
    # Nothing but the guarded fetcher opens an address somebody typed; serving.py asks its own server whether it answers.
    client = re.compile(
        r"^\s*(?:import|from) (urllib\.request|urllib3|http\.client|ftplib|requests|httpx|aiohttp)\b", re.MULTILINE
    )
    found = {str(file.relative_to(ROOT)): set(client.findall(file.read_text())) for file in files("veille", "summit")}
    assert {file: clients for file, clients in found.items() if clients} == {
        "veille/lib/fetching.py": {"urllib3", "http.client"},
        "veille/operations/serving.py": {"http.client"},
    }


def test_signals_are_received_in_one_place():
    way = re.compile(r"@receiver\b|(?<!\bsock)\.connect\(")
    found = {
        str(file.relative_to(ROOT))
        for file in files("veille", "summit", endings=(".py",))
        if way.search(file.read_text())
    }
    assert found == {"veille/accounts/receivers.py"}
