from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template

from veille.lib.dates import PartialDate


def shown(markup, **context):
    return Template("{% load words %}" + markup).render(Context(context))


def test_typeset_writes_french():
    assert shown("{{ name|typeset }}", name="L'IA : pourquoi ?") == "L’IA\u00a0: pourquoi\u202f?"


def test_typeset_leaves_another_language_as_it_is():
    assert shown('{{ name|typeset:"en" }}', name="Why?") == "Why?"


def test_typeset_text_is_still_escaped():
    assert shown("{{ name|typeset }}", name="<b>") == "&lt;b&gt;"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2025, 2, 1), '<time datetime="2025-02-01">1er février 2025</time>'),
        (PartialDate("2025-02"), '<time datetime="2025-02">février 2025</time>'),
        ("2025", '<time datetime="2025">2025</time>'),
        (
            datetime(2026, 1, 31, 23, 30, tzinfo=UTC),
            '<time datetime="2026-02-01T00:30:00+01:00">1er février 2026</time>',
        ),
        (None, ""),
        ("", ""),
    ],
)
def test_when_shows_what_is_known(value, expected):
    assert shown("{% when value %}", value=value) == expected


def test_when_can_be_short():
    shortly = shown("{% when value short=True %}", value=date(2025, 12, 1))
    assert shortly == '<time datetime="2025-12-01">1er déc. 2025</time>'


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2025, 2, 10), date(2025, 2, 10), "10 février 2025"),
        (date(2025, 2, 10), date(2025, 2, 11), "10 et 11 février 2025"),
        (date(2025, 2, 6), date(2025, 2, 11), "du 6 au 11 février 2025"),
        (date(2025, 2, 28), date(2025, 3, 1), "du 28 février au 1er mars 2025"),
        (date(2025, 12, 30), date(2026, 1, 2), "du 30 décembre 2025 au 2 janvier 2026"),
    ],
)
def test_period_says_each_month_and_year_once(start, end, expected):
    html = shown("{% period start end %}", start=start, end=end)
    assert (
        html.replace("</time>", "").replace(f'<time datetime="{start}">', "").replace(f'<time datetime="{end}">', "")
        == expected
    )


def test_language_is_named_in_french():
    assert shown('{{ "en"|language }} {{ "xx"|language }}') == "anglais xx"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.example/", "https://a.example/"),
        ("http://a.example/", "http://a.example/"),
        ("javascript:alert(1)", ""),
        (" javascript:alert(1)", ""),
        ("JAVASCRIPT:alert(1)//http://", ""),
        ("data:text/html,x", ""),
        ("//a.example/", ""),
        ("", ""),
    ],
)
def test_web_address_is_one_a_browser_may_follow(address, expected):
    assert shown("{{ address|web }}", address=address) == expected
