"""Whose request it is, where proxies stand before the site. Anybody can write an X-Forwarded-For, so only what a proxy we
were told of (TRUSTED_PROXIES) added to it is believed, read from the right; without any, the peer's address alone.
"""

import ipaddress
import re
from itertools import takewhile

from django.conf import settings

type Proxies = int | list[ipaddress.IPv4Network | ipaddress.IPv6Network]

# What is read of a header, from its end: more proxies than anybody has.
_LONGEST = 2000
_PORT = re.compile(r"\[([0-9a-fA-F:.]{2,45})\](?::\d{1,5})?|([0-9.]{7,15}):\d{1,5}")


def trusted(words: list[str]) -> Proxies:
    """TRUSTED_PROXIES: how many stand before the site ("1"), or their addresses ("10.0.0.0/8,192.0.2.7").

    Raises ValueError.
    """
    if len(words) <= 1 and (not words or words[0].strip().isdecimal()):
        return int(words[0]) if words else 0
    try:
        return [ipaddress.ip_network(word.strip()) for word in words]
    except ValueError as failure:
        raise ValueError(f"TRUSTED_PROXIES must be a number of proxies or their addresses: {failure}") from None


def client_address(request) -> str:
    """The visitor's address; empty where the server tells none (a socket of the machine)."""
    peer = _address(request.META.get("REMOTE_ADDR", ""))
    told = request.META.get("HTTP_X_FORWARDED_FOR", "")[-_LONGEST:]
    # From the nearest: each hop was written by the one before it in this list.
    hops = [peer, *(_address(hop) for hop in reversed(told.split(",")))] if told else [peer]
    proxies = settings.TRUSTED_PROXIES
    passed = proxies if isinstance(proxies, int) else len(list(takewhile(lambda hop: _is_one_of(hop, proxies), hops)))
    # Fewer hops than proxies: somebody came around them, and only the peer is sure.
    visitor = hops[passed] if passed < len(hops) else None
    return str(visitor or peer or "")


def _address(hop: str):
    """As an address, without the port that some write after it; None when it is none."""
    hop = hop.strip()
    if found := _PORT.fullmatch(hop):
        hop = found[1] or found[2]
    try:
        address = ipaddress.ip_address(hop)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_one_of(hop, proxies: list) -> bool:
    return hop is not None and any(hop in network for network in proxies)
