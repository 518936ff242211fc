"""French typography and plain-text helpers: no models, no HTML parsing, linear in the length of the text."""

import re
import unicodedata
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

NARROW = "\u202f"
NBSP = "\u00a0"
_SPACES = f"[ {NBSP}{NARROW}]"

_UNITS = r"(?:%|€|£|\$|M€|Md€|M\$|Md\$|k€|GW|MW|TWh|GWh|km|m²|ha|millions?|milliards?|euros?|dollars?|pays|ans|mois|jours?|heures?|minutes?|°C)"
_RULES = [
    (re.compile(r"'"), "’"),
    (re.compile(r"\.\.\."), "…"),
    (re.compile(rf"(?<!{_SPACES}){_SPACES}?([;!?]+)(?=[\s»)\]]|$)"), NARROW + r"\1"),
    (re.compile(rf"(?<!{_SPACES}){_SPACES}?:(?=\s|$)"), NBSP + ":"),
    (re.compile(rf"«{_SPACES}?(?=\S)"), "«" + NARROW),
    (re.compile(rf"(?<=\S)(?<!«){_SPACES}?»"), NARROW + "»"),
    (re.compile(rf"(?<=\d){_SPACES}(?=\d{{3}}(?!\d))"), NARROW),
    (re.compile(rf"(?<=\d) (?={_UNITS}(?!\w))"), NBSP),
    (re.compile(r"\b1\s?er\b"), "1er"),
    (re.compile(r"\b(n°|p\.|art\.|M\.|Mme|vol\.) (?=\S)"), r"\1" + NBSP),
]


def typography(text: str) -> str:
    """French typography: U+202F before ; ! ? and inside « », U+00A0 before : and units. Idempotent."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def folded(text: str) -> str:
    """In lower case, without accents or ligatures, single spaces: what a search compares."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae").replace("’", "'"))
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


_TRACKING = re.compile(r"^(utm_\w+|fbclid|gclid|mc_cid|mc_eid|at_medium|at_campaign|xtor)$")


def normalize_address(address: str) -> str:
    """The form under which two spellings of one web address are the same document.

    Scheme and `www.` dropped, host in lower case, default port, fragment, tracking parameters and final slash
    removed. Raises ValueError when the address is not http(s) with a host.
    """
    parts = urlsplit(address.strip())
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        raise ValueError("not an http(s) address")
    host = parts.hostname.lower().removeprefix("www.").rstrip(".")
    port = f":{parts.port}" if parts.port and parts.port not in {80, 443} else ""
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._").rstrip("/")
    query = urlencode([(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(k)])
    return urlunsplit(("", host + port, path, query, "")).removeprefix("//")


def without_tracking(address: str) -> str:
    """The same address without its fragment and the parameters that only say where a reader came from."""
    parts = urlsplit(address.strip())
    pairs = [pair for pair in parts.query.split("&") if not _TRACKING.match(pair.partition("=")[0])]
    return urlunsplit(parts._replace(query="&".join(pairs), fragment=""))
