"""Fifty pairs of editors save at one article each, on every path; then server and browser are killed twenty times while
somebody types. Prints figures; 1 where anything was overwritten in silence, or more than five seconds were lost.
"""

import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import free_port

PAIRS, ROUNDS, KILLS, MOST = 50, 10, 20, 5
MANAGE = [sys.executable, "manage.py"]


def main(number: int, kills: int) -> int:
    sys.path.insert(0, str(Path.cwd()))
    os.environ |= {"DJANGO_SETTINGS_MODULE": "veille.settings", "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
    for name in ("DATABASE_URL", "CACHE_URL", "SITE_URL"):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory() as folder:
        overwritten = save_at_once(folder, number)
    with tempfile.TemporaryDirectory() as folder:
        lost = kill_while_typing(Path(folder), kills)
    return 1 if overwritten or lost > MOST else 0


def save_at_once(folder: str, number: int) -> bool:
    port = free_port()
    os.environ |= {"DATA_DIR": folder, "PORT": str(port)}
    subprocess.run([*MANAGE, "migrate", "--verbosity", "0"], check=True)
    subprocess.run([*MANAGE, "collectstatic", "--noinput", "--verbosity", "0"], check=True)
    import django

    django.setup()
    from tests.articles import pairs

    seats = pairs.seat(number, f"http://127.0.0.1:{port}")
    server = subprocess.Popen([*MANAGE, "serve", "--web-only"], stdout=subprocess.PIPE)
    server.stdout.readline()
    try:
        outcome = pairs.run(seats, ROUNDS)
    finally:
        server.terminate()
        server.communicate()
    print(f"{number} pairs of editors: {', '.join(f'{what} {times}' for what, times in outcome.did.most_common())}")
    print(
        f"words acknowledged {outcome.acknowledged}, decided against {outcome.against}, missing {len(outcome.missing)}"
    )
    for one in outcome.wrong + outcome.missing:
        print("  ", one)
    return bool(outcome.missing or outcome.wrong)


def kill_while_typing(folder: Path, kills: int) -> float:
    from playwright.sync_api import sync_playwright

    from tests.walks import killing
    from tests.walks.conftest import chromium

    order = [random.choice(["server", "browser", "both"]) for _ in range(kills)]  # noqa: S311
    with sync_playwright() as playwright:
        found = killing.measure(playwright, chromium(), folder, kills=order, seed=random.randrange(10**6))  # noqa: S311
    most = max(lost for _what, lost in found)
    print(
        f"killed while typing {len(found)} times ({order.count('server')} the server, {order.count('both')} both): at most {most:.1f} s lost"
    )
    return most


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS, int(sys.argv[2]) if len(sys.argv) > 2 else KILLS))
