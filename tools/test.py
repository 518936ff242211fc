"""The whole suite: on SQLite always, then on PostgreSQL and Redis where they answer. `make test ARGS="tests/accounts"`.

With REQUIRE_SERVICES=1 a service that does not answer is a failure. Once alone, on SQLite, run browser tests and those
that ask for no database: pytest-django lets them reach none, and processes that they start bring one of their own.
"""

import os
import subprocess
import sys
import tempfile

import psycopg
import redis

POSTGRES = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("TEST_CACHE_URL", "redis://127.0.0.1:6379/15")
NONE_FOUND = 5  # pytest's code
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def main() -> int:
    services = {"DATABASE_URL": POSTGRES} if postgres_answers() else {}
    services |= {"CACHE_URL": REDIS} if redis_answers() else {}
    outcomes = {"SQLite": pytest({}, *sys.argv[1:])}
    missing = [name for name, key in (("PostgreSQL", "DATABASE_URL"), ("Redis", "CACHE_URL")) if key not in services]
    if services:
        used = " and ".join(name for name in ("PostgreSQL", "Redis") if name not in missing)
        outcomes[used] = pytest(
            services, "-m", "services and not browser", *sys.argv[1:], may_be_none=bool(sys.argv[1:])
        )
    for name in missing:
        outcomes[name] = "missing, and REQUIRE_SERVICES is set" if os.environ.get("REQUIRE_SERVICES") else ""
    print("\nThe suite ran on:")
    for name, failure in outcomes.items():
        print(f"  {name}: {failure or ('does not answer, left out' if name in missing else 'passed')}")
    return 1 if any(outcomes.values()) else 0


def pytest(services: dict, *arguments: str, may_be_none: bool = False) -> str:
    """What went wrong, in words; empty when all passed. `may_be_none`: of those that were named, none may be to run."""
    print(f"\n--- {' and '.join(services.values()) or 'SQLite'} ---", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        # Some hundred processes are started: each would compile what it imports, were that not kept.
        outside = {"DATABASE_URL", "CACHE_URL", "SITE_URL", "PYTHONDONTWRITEBYTECODE"}
        kept = {name: value for name, value in os.environ.items() if name not in outside}
        # One process more than cores: a walk waits for its browser, a kill for what it left. Each goes through its own
        # part in order, so that what a module's tests share is made once; who has finished takes from another's end.
        line = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            str(CORES + 1),
            "--dist",
            "worksteal",
            "--durations",
            "15",
            *arguments,
        ]
        code = subprocess.run(line, env=kept | {"DATA_DIR": folder} | services, check=False).returncode
    return f"FAILED (code {code})" if code and not (may_be_none and code == NONE_FOUND) else ""


def postgres_answers() -> bool:
    try:
        psycopg.connect(POSTGRES, connect_timeout=10).close()
    except psycopg.OperationalError as failure:
        print(f"PostgreSQL: {str(failure).splitlines()[0]}")
        return False
    return True


def redis_answers() -> bool:
    try:
        return redis.from_url(REDIS, socket_connect_timeout=10).ping()
    except redis.RedisError as failure:
        print(f"Redis: {failure}")
        return False


if __name__ == "__main__":
    sys.exit(main())
