"""How a number is written for a French reader. Plain values in, plain text out."""

from decimal import Decimal

from django.utils.translation import gettext as _

from veille.lib.text import NARROW, NBSP

QUALIFIERS = {"=": "", "≥": f"≥{NBSP}", "≤": f"≤{NBSP}", "≈": f"≈{NBSP}", ">": f">{NBSP}"}


def number(value: Decimal) -> str:
    """1500 → « 1 500 », 541.7000 → « 541,7 »: narrow no-break spaces, no useless zeros."""
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    return text.replace(",", NARROW).replace(".", ",")


def shown(value: Decimal, value_to: Decimal | None = None, *, unit: str = "", qualifier: str = "=") -> str:
    """« ≈ 1 200 ha », « 30 à 50 Md€ », « > 100 »."""
    span = f"{number(value)}{NBSP}à{NBSP}{number(value_to)}" if value_to is not None else number(value)
    return QUALIFIERS[qualifier] + span + (f"{NBSP}{unit}" if unit else "")


_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}
_SCALES = [(Decimal(10) ** 9, "Md"), (Decimal(10) ** 6, "M"), (Decimal(1), "")]


def money(minimum: Decimal, maximum: Decimal | None = None, *, currency: str, is_ceiling: bool = False) -> str:
    """In units of the currency: « 109 Md€ », « 30 à 50 Md€ », « au plus 2,5 Md$ », « 541,7 M€ »."""
    scale, letters = next((s for s in _SCALES if max(minimum, maximum or minimum) >= s[0]), _SCALES[-1])
    unit = letters + _SIGNS.get(currency, currency)
    span = shown(minimum / scale, maximum / scale if maximum is not None else None, unit=unit)
    return _("at most %(amount)s") % {"amount": span} if is_ceiling else span
