"""Which web addresses readers can reach. Nothing is asked of any network: only the address is read."""

import ipaddress
import re
from urllib.parse import urlsplit

_INSIDE = {
    "local",
    "localhost",
    "localdomain",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "private",
    "arpa",
    "test",
}
_PATH = re.compile(r"(?:file|smb):/\S+|\\\\[\w.-]+\\\S+|\b[A-Z]:\\\S+", re.IGNORECASE)
_WRITTEN = re.compile(r"https?://[^\s<>«»\"]+", re.IGNORECASE)


def works_only_inside(address: str) -> bool:
    """A machine without a domain, a private network, a name that only an office knows, a file of somebody's disk."""
    if _PATH.match(address.strip()):
        return True
    try:
        host = (urlsplit(address.strip()).hostname or "").rstrip(".")
    except ValueError:
        return False  # no address at all
    if not host:
        return False
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        last = host.rpartition(".")[2]
        return "." not in host or last in _INSIDE or last.isdecimal() or last.startswith("0x")


def written_addresses(words: str) -> list[str]:
    """The addresses and places on a disk that stand in plain words, without the full stop behind them."""
    return [found.rstrip(".,;:!?)…") for found in _WRITTEN.findall(words) + _PATH.findall(words)]
