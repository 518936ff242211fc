"""Messages that the database refused: one file each, synced, until it takes them. Knows nothing of what they say.

A file is written under another name, synced and renamed, so that a name that ends in .json stands for a whole file.
"""

import contextlib
import json
import logging
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

logger = logging.getLogger(__name__)

_DRAFT = ".draft-"
# Seconds after which a draft has nobody any more who writes it: whoever did was told nothing.
_ABANDONED = 3600


def folder() -> Path:
    return Path(settings.DATA_DIR) / "spool"


def keep(name: str, record: dict) -> None:
    """Returns once it lies on disk; where a file of that name does already, that one. Raises OSError."""
    place = folder()
    if not place.exists():
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync(place.parent)
    file = place / f"{name}.json"
    if not file.exists():
        _write(file, json.dumps(record).encode())
    _sync(place)


def _write(file: Path, content: bytes) -> None:
    handle, draft = tempfile.mkstemp(prefix=_DRAFT, dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(draft, file)
    except BaseException:
        os.unlink(draft)
        raise


def waiting() -> list[Path]:
    """The oldest first."""
    if not folder().exists():
        return []
    return sorted(folder().glob("*.json"), key=_age, reverse=True)


def read(file: Path) -> dict:
    """Raises ValueError for what is no record, FileNotFoundError where another process took it in meanwhile."""
    record = json.loads(file.read_bytes())
    if not isinstance(record, dict):
        raise ValueError("no record")
    return record


def remove(file: Path) -> None:
    file.unlink(missing_ok=True)
    _sync(file.parent)


def set_aside(file: Path) -> None:
    """Out of the way, where a person may look at it; what it holds may be somebody's words."""
    with contextlib.suppress(FileNotFoundError):  # another process was quicker
        file.rename(file.with_suffix(".aside"))
    _sync(file.parent)
    logger.error("the spool file %s holds no message that can be taken in: set aside", file.stem)


def purge(*, older_than: float) -> int:
    """Erases what was set aside more than so many seconds ago, and drafts nobody finishes; says how many."""
    old = [file for file in _leftovers("*.aside") if _age(file) >= older_than]
    old += [file for file in _leftovers(f"{_DRAFT}*") if _age(file) >= _ABANDONED]
    for file in old:
        remove(file)
    return len(old)


def _leftovers(pattern: str) -> Iterator[Path]:
    return folder().glob(pattern) if folder().exists() else iter(())


def _age(file: Path) -> float:
    """Seconds; 0 for a file that went meanwhile."""
    try:
        return time.time() - file.stat().st_mtime
    except FileNotFoundError:
        return 0


def _sync(place: Path) -> None:
    """A name that was made, changed or taken away is on disk only when its folder is."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
