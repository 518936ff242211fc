"""Counts, for the day alone, how often an address of the network, a sender and the same words came, without keeping any
of them: a digest is salted with the day's own salt, and once that is thrown away nobody can tell whose it was.
"""

import datetime
import hashlib
import ipaddress
from collections import Counter

from django.db import connection, transaction
from django.utils import timezone

from veille.contact.models import DaySalt, Sighting

Kind = Sighting.Kind


def count(*, network: str, sender: str, sentences: list[str]) -> dict[str, int]:
    """Counts one message and returns how many of each kind came today, this one included: {kind: count}.

    In one statement, so that messages arriving together are all counted; in the order of the digests, so that none
    waits for another in a circle.
    """
    day = timezone.localdate()
    seen = [(Kind.SENDER, sender.lower()), *((Kind.WORDS, sentence) for sentence in sentences)]
    if prefix := _prefix(network):
        seen.append((Kind.NETWORK, prefix))
    with transaction.atomic():
        salt = _salt(day)
        rows = sorted({(kind.value, _digest(salt, kind, text)) for kind, text in seen})
        return _add(day, rows)


def once_more(kind: Kind, text: str) -> int:
    """Counts this one and returns how often it came today."""
    day = timezone.localdate()
    with transaction.atomic():
        return _add(day, [(kind.value, _digest(_salt(day), kind, text))])[kind.value]


def forget(before: datetime.date) -> None:
    """Throws away the salts and counts of earlier days."""
    DaySalt.objects.filter(day__lt=before).delete()
    Sighting.objects.filter(day__lt=before).delete()


def _salt(day: datetime.date) -> str:
    if salt := DaySalt.objects.filter(day=day).first():
        return salt.salt
    forget(before=day)
    return DaySalt.objects.get_or_create(day=day)[0].salt


def _digest(salt: str, kind: Kind, text: str) -> str:
    return hashlib.blake2b(f"{kind}:{text}".encode(), key=bytes.fromhex(salt), digest_size=32).hexdigest()


def _add(day: datetime.date, rows: list[tuple[str, str]]) -> dict[str, int]:
    table = connection.ops.quote_name(Sighting._meta.db_table)
    values = ", ".join(["(%s, %s, %s, 1)"] * len(rows))
    # Both databases' own words: the ORM's bulk_create would set the count, not add to it.
    statement = (
        f"INSERT INTO {table} (day, kind, digest, count) VALUES {values} "  # noqa: S608
        f"ON CONFLICT (day, kind, digest) DO UPDATE SET count = {table}.count + 1 RETURNING kind, count"
    )
    counts = Counter()
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for kind, digest in rows for value in (day, kind, digest)])
        for kind, times in cursor.fetchall():
            counts[kind] = max(counts[kind], times)
    return counts


def _prefix(address: str) -> str:
    """What one subscriber holds: an IPv4 address, or the /64 of an IPv6 one. Empty when it is no address."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return str(ip) if ip.version == 4 else str(ipaddress.ip_network((int(ip), 64), strict=False))
