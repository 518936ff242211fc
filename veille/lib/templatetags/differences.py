"""How a comparison is shown: `{{ row.left|removed }}`, `{{ row.right|added }}`. What was changed is said, not only marked."""

from itertools import groupby

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

register = template.Library()
_LOOKS = {
    "strong": "<strong>{}</strong>",
    "em": "<em>{}</em>",
    "sub": "<sub>{}</sub>",
    "mark": "<mark>{}</mark>",
    "sign": '<span class="sign">{}</span>',
}
_MARKED = '<{0}><span class="visually-hidden">[{1}\u00a0: </span>{2}<span class="visually-hidden">]</span></{0}>{3}'


@register.filter
def removed(runs):
    return _shown(runs, "del", _("taken out"))


@register.filter
def added(runs):
    return _shown(runs, "ins", _("put in"))


def _shown(runs, tag, said):
    return format_html_join("", "{}", ([one] for one in _pieces(runs, tag, said)))


def _pieces(runs, tag, said):
    for is_changed, found in groupby(runs, key=lambda run: run.is_changed):
        group = list(found)
        if is_changed:
            # The space after the last word is between the words, not one of them.
            last = group[-1].text
            texts = [run.text for run in group[:-1]] + [last.rstrip()]
            words = format_html_join("", "{}", ([_set(text, run.look)] for text, run in zip(texts, group, strict=True)))
            yield format_html(_MARKED, tag, said, words, last[len(last.rstrip()) :])
        else:
            yield format_html_join("", "{}", ([_set(run.text, run.look)] for run in group))


def _set(text, look):
    for one in look:
        text = format_html(_LOOKS[one], text)
    return text
