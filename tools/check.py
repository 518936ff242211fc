"""Every check that is not a test: each is run, and all that failed are named at the end."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

BIN = Path(sys.executable).parent
DJANGO = [sys.executable, "-W", "error", "manage.py"]
CHECKS = {
    "lint": [BIN / "ruff", "check", "--quiet", "."],
    "format": [BIN / "ruff", "format", "--check", "--quiet", "."],
    "templates": [BIN / "djlint", "templates", "--lint", "--quiet"],
    "imports": [BIN / "lint-imports"],
    "deployment": [*DJANGO, "check", "--deploy", "--fail-level", "WARNING"],
    "migrations": [*DJANGO, "makemigrations", "--check", "--dry-run"],
    "messages": [sys.executable, "tools/untranslated.py"],
}


def main() -> int:
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        # As in production; nothing of the machine's own settings.
        deployed = {"DATA_DIR": folder, "SITE_URL": "https://veille.example", "EMAIL_URL": "smtp://mail.example?tls=1"}
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "REQUIRE_SERVICES") if name in os.environ}
        for name, line in CHECKS.items():
            done = subprocess.run(line, env=kept | deployed, check=False, capture_output=True, text=True)
            print(f"{name}: {'ok' if done.returncode == 0 else 'FAILED'}", flush=True)
            if done.returncode:
                failed.append(name)
                print(done.stdout + done.stderr)
    if failed:
        print(f"make check failed: {', '.join(failed)}")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
