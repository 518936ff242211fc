"""Makes .venv from the hashed lock and compiles the translations; does again only what changed.

Runs before anything is installed, on the standard library alone. Starts at the same moment wait for each other.
"""

import fcntl
import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.txt"
STAMP = VENV / "installed"


def main() -> None:
    with LOCK.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        install()
        translations()


def install() -> None:
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if runs("-c", "") and STAMP.exists() and STAMP.read_text() == wanted:
        return
    print("Installing packages into .venv (once; again when requirements.txt changes)…", flush=True)
    if not runs("-m", "pip", "--version"):
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
    pip = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "--only-binary", ":all:", "-r", LOCK], check=True)
    STAMP.write_text(wanted)


def runs(*arguments: str) -> bool:
    """Whether the environment's Python does; it stops doing so when the Python it was made from goes."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return PYTHON.exists() and subprocess.run([PYTHON, *arguments], check=False, **quiet).returncode == 0


def translations() -> None:
    line = [PYTHON, "-m", "babel.messages.frontend", "-q", "compile", "--use-fuzzy", "--locale", "fr"]
    for po in ROOT.glob("locale/**/*.po"):
        mo = po.with_suffix(".mo")
        if not newer(mo, po):
            subprocess.run([*line, "--input-file", po, "--output-file", mo], check=True)


def newer(file: Path, source: Path) -> bool:
    return file.exists() and file.stat().st_mtime >= source.stat().st_mtime


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as failure:
        sys.exit(
            f"Set-up stopped (code {failure.returncode}); the lines above say why. Running it again goes on from here."
        )
