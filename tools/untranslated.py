"""Every interface string has its French words, and no other: extracts anew into a copy and reads what came out."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    if not shutil.which("xgettext"):
        print("gettext is not installed: untranslated messages were not looked for.")
        return 1 if os.environ.get("REQUIRE_SERVICES") else 0
    with tempfile.TemporaryDirectory() as folder:
        faults = [fault for catalog in extracted(Path(folder)) for fault in found_in(catalog)]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def extracted(folder: Path) -> list[Path]:
    """The catalogs after `makemessages` on a copy of what holds strings."""
    for name in ("veille", "summit", "templates", "locale"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    line = [sys.executable, "-m", "django", "makemessages", "--locale", "fr", "--no-location", "--verbosity", "0"]
    subprocess.run(line, cwd=folder, check=True, env={**os.environ, "DJANGO_SETTINGS_MODULE": ""})
    return sorted(folder.glob("locale/*/LC_MESSAGES/*.po"))


def found_in(path: Path) -> list[str]:
    with path.open("rb") as file:
        catalog = read_po(file)
    empty = [message.id for message in catalog if message.id and not all(words(message))]
    fuzzy = [message.id for message in catalog if message.id and message.fuzzy]
    kinds = {
        "untranslated": empty,
        "fuzzy": fuzzy,
        "no longer used": [message.id for message in catalog.obsolete.values()],
    }
    return [f"{path.name}: {kind}: {string!r}" for kind, strings in kinds.items() for string in strings]


def words(message) -> tuple:
    return message.string if isinstance(message.string, tuple) else (message.string,)


if __name__ == "__main__":
    sys.exit(main())
