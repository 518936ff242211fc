"""Whatever is done to an article, its sources bear 1…n in order of first use, none is an orphan, links lead both ways."""

from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.template.loader import render_to_string
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests import factories
from veille.articles import copying, drafting, workflow
from veille.articles.models import Article
from veille.sources.models import Source

GONE = Source(pk=999_999)  # a number that no source has: typed by hand, or deleted since
SHAPES = {
    "paragraph": "<p>{}</p>",
    "heading": "<h2>{}</h2>",
    "line": "<ul><li><p>{}</p></li></ul>",
    "passage": "<blockquote><p>{}</p></blockquote>",
    "call-out": '<aside class="call-out"><p>{}</p></aside>',
    "cell": "<table><tbody><tr><th><p>Pays</p></th><td><p>{}</p></td></tr></tbody></table>",
}

# Places are taken modulo what there is: whatever is drawn can be done.
places = st.integers(0, 7)
locators = st.sampled_from(["", "p. 4", "§ 2, « suite »"])
shapes = st.sampled_from(sorted(SHAPES))
texts = st.lists(st.tuples(shapes, st.lists(st.tuples(places, locators), max_size=4)), min_size=1, max_size=4)


class Found(HTMLParser):
    """What a reader can follow: calls, the cards that open at them, the list of sources and its links back."""

    def __init__(self, html):
        super().__init__()
        self.calls, self.listed, self.cards, self.back = [], [], {}, {}
        self.inside = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        place = given.get("id") or ""
        if tag == "button":
            self.calls.append((place, given["popovertarget"]))
        elif tag == "li" and place.startswith("source-"):
            self.inside = place
            self.listed.append(place)
            self.back[place] = []
        elif tag == "div" and place.startswith("bulle-"):
            self.inside = place
        elif tag == "a" and given["href"].startswith("#appel-"):
            self.back[self.inside].append(given["href"][1:])
        elif tag == "a" and given["href"].startswith("#source-"):
            self.cards[self.inside] = given["href"][1:]


def as_read(page) -> Found:
    figures = (
        render_to_string("components/key_figure.html", {"figure": f, "with_calls": True}) for f in page.edition.figures
    )
    around = (
        render_to_string(f"components/{name}.html", {"notes": page.notes}) for name in ("source_list", "citation_cards")
    )
    return Found("".join([page.edition.body, *figures, *around]))


class Desk(RuleBasedStateMachine):
    """The text as its writer thinks of it: blocks of words and citations, each of which is (source, locator)."""

    article: Article
    sources: list[Source]
    figures: list
    writer = None

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = Article.objects.get(pk=self.article.pk)
        self.blocks = [("paragraph", ())]
        self.shown, self.before, self.after, self.kept = [], [], [], {}

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def becomes(self, blocks):
        self.before.append(self.blocks)
        self.after.clear()
        self.blocks = blocks or [("paragraph", ())]

    def at(self, place):
        return place % len(self.blocks)

    def named(self, source):
        return [*self.sources, GONE][source % (len(self.sources) + 1)]

    # --- what a writer does ---

    @initialize(blocks=texts)
    def begin(self, blocks):
        self.blocks = [(shape, tuple((self.named(source), at) for source, at in calls)) for shape, calls in blocks]

    @rule(place=places, within=places, source=places, locator=locators)
    def insert(self, place, within, source, locator):
        place, source = self.at(place), self.named(source)
        shape, calls = self.blocks[place]
        within %= len(calls) + 1
        calls = (*calls[:within], (source, locator), *calls[within:])
        self.becomes([*self.blocks[:place], (shape, calls), *self.blocks[place + 1 :]])

    @rule(place=places, within=places)
    def delete(self, place, within):
        place = self.at(place)
        shape, calls = self.blocks[place]
        kept = tuple(call for n, call in enumerate(calls) if n != within % max(1, len(calls)))
        self.becomes([*self.blocks[:place], (shape, kept), *self.blocks[place + 1 :]])

    @rule(place=places, shape=shapes)
    def shape(self, place, shape):
        place = self.at(place)
        self.becomes([*self.blocks[:place], (shape, self.blocks[place][1]), *self.blocks[place + 1 :]])

    @rule(place=places, to=places)
    def move(self, place, to):
        rest = list(self.blocks)
        block = rest.pop(self.at(place))
        rest.insert(to % (len(rest) + 1), block)
        self.becomes(rest)

    @rule(place=places, to=places)
    def copy(self, place, to):
        block = self.blocks[self.at(place)]
        to %= len(self.blocks) + 1
        self.becomes([*self.blocks[:to], block, *self.blocks[to:]])

    @rule(place=places)
    def cut(self, place):
        place = self.at(place)
        self.becomes(self.blocks[:place] + self.blocks[place + 1 :])

    @precondition(lambda self: self.before)
    @rule()
    def undo(self):
        self.after.append(self.blocks)
        self.blocks = self.before.pop()

    @precondition(lambda self: self.after)
    @rule()
    def redo(self):
        self.before.append(self.blocks)
        self.blocks = self.after.pop()

    @rule(back=places)
    def restore(self, back):
        """An earlier version of the article, saved again as it was recorded."""
        versions = list(self.now.revisions.filter(pk__in=self.kept).order_by("pk"))
        revision = versions[back % len(versions)]
        self.becomes(self.kept[revision.pk])
        assert revision.data["body"] == self.written()

    @rule(chosen=st.lists(places, unique=True, max_size=3))
    def show_figures(self, chosen):
        self.shown = [figure for n, figure in enumerate(self.figures) if n in chosen]

    @rule()
    def duplicate(self):
        self.now = copying.duplicate(self.now, by=self.writer)
        self.kept[self.now.revisions.get().pk] = self.blocks

    # --- what then holds ---

    def written(self):
        def words(calls):
            cited = (f"Un mot{factories.cite(source, locator=locator)}" for source, locator in calls)
            return ", ".join([*cited, "et la suite."])

        return "".join(SHAPES[shape].format(words(calls)) for shape, calls in self.blocks)

    def saved(self):
        self.now.body = self.written()
        self.now.version += 1
        self.now.save()
        drafting.write_lists(self.now, figures=self.shown)
        drafting.write_evidence(self.now)
        self.kept[drafting.record(self.now, by=self.writer).pk] = self.blocks
        return Article.objects.get(pk=self.now.pk)

    @invariant()
    def numbers_and_links_hold(self):
        article = self.saved()
        calls = [call for _shape, calls in self.blocks for call in calls]
        known = [(source, locator) for source, locator in calls if source is not GONE]
        order = list(dict.fromkeys(source for source, _locator in known))
        page = workflow.compose(article)
        read = as_read(page)

        # The text's sources 1…n by first use, those of the key figures after them; one of nothing leaves no trace.
        numbers = [int(card.removeprefix("bulle-")) for _place, card in read.calls]
        assert numbers[: len(known)] == [order.index(source) + 1 for source, _locator in known]
        assert list(dict.fromkeys(numbers)) == list(range(1, len(set(numbers)) + 1))
        assert [note.source for note in page.notes][: len(order)] == order
        behind = [citation.source for figure in self.shown for citation in figure.evidence]
        assert [note.source for note in page.notes] == list(dict.fromkeys(order + behind))
        assert len(page.unknown) == len(calls) - len(known)

        # Each call opens a card, each card leads to a source, each source back to its calls and to no other.
        assert len({place for place, _card in read.calls}) == len(read.calls)
        assert read.listed == [f"source-{n}" for n in range(1, len(page.notes) + 1)]
        assert read.cards == {f"bulle-{n}": f"source-{n}" for n in range(1, len(page.notes) + 1)}
        leading = {place: [] for place in read.listed}
        for place, card in read.calls:
            leading[read.cards[card]].append(place)
        assert read.back == leading

        # What the desk keeps beside the text says the same.
        rows = [(row.source, row.locator) for row in article.citations.order_by("position")]
        assert rows == [(source, dict(reversed(known))[source]) for source in order]


@pytest.fixture
def desk(article, editor):
    sources = [factories.source() for _ in range(4)]
    figures = [factories.figure(sources=given) for given in ([sources[0]], [factories.source(), sources[3]], [])]
    return type("Desk", (Desk,), {"article": article, "writer": editor, "sources": sources, "figures": figures})


def test_numbers_and_links_hold_whatever_is_done(desk):
    bounded = settings(
        max_examples=20, stateful_step_count=12, derandomize=True, database=None, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(desk, settings=bounded)
