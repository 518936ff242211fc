"""Two states of an article side by side, every field of it: what was taken out, what came in, what stayed."""

from dataclasses import dataclass, field

from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from veille.accounts.models import Trace
from veille.articles import linking
from veille.articles.history import State
from veille.articles.manuscript import with_evidence
from veille.articles.models import Article
from veille.articles.referred import IN_A_TEXT, LISTS, Rows
from veille.editions import links, press, wording
from veille.editions.rendering import cleaned
from veille.images.models import Image
from veille.lib import side_by_side
from veille.lib.side_by_side import Effort, Row, words
from veille.lib.text import typography
from veille.sources.models import KeyFigure, Source

LABELS = {
    "authors": gettext_lazy("Authors"),
    "tags": gettext_lazy("Themes"),
    "figures": gettext_lazy("Key figures"),
    "events": gettext_lazy("Summits covered"),
}
SHORT = 60  # characters of a source’s name in the middle of a text


@dataclass
class Field:
    name: str
    label: str
    rows: list[Row]
    is_changed: bool
    note: str = ""
    pictures: tuple[Image | None, Image | None] | None = None
    told: list[Trace] = field(default_factory=list)  # what the log says of the pictures meanwhile

    @property
    def stretches(self) -> list[tuple[bool, list[Row]]]:
        """(is it the same, rows) one after the other; what is the same for several rows is folded."""
        found: list[tuple[bool, list[Row]]] = []
        for row in self.rows:
            if found and found[-1][0] == row.is_same:
                found[-1][1].append(row)
            else:
                found.append((row.is_same, [row]))
        return found


def compare(before: State, after: State) -> list[Field]:
    """As many queries whatever the texts hold: one a kind of row, one or two for the log."""
    return _Comparison(before, after).fields()


class _Comparison:
    def __init__(self, before: State, after: State):
        self.states = (before, after)
        self.datas = (before.data, after.data)
        # The press sets a text in French typography: beside an edition, the desk’s text is set likewise.
        self.is_printed = before.is_printed or after.is_printed
        self.rows = Rows(self.datas)
        self.effort = Effort()

    def fields(self) -> list[Field]:
        plain = {name: self.plain(name) for name in ("title", "slug", "lead", "takeaways", "hero_caption")}
        listed = [self.listed(name) for name in LISTS]
        pictured = [self.hero(), plain["hero_caption"]]
        return [plain["title"], plain["slug"], plain["lead"], plain["takeaways"], *self.text(), *pictured, *listed]

    def plain(self, name) -> Field:
        texts = [data.get(name) or "" for data in self.datas]
        if self.is_printed and name != "slug":
            texts = ["\n".join(typography(line) for line in text.splitlines()) for text in texts]
        if self.is_printed and name == "takeaways":
            texts = ["\n".join(line.strip() for line in text.splitlines() if line.strip()) for text in texts]
        found = side_by_side.rows(
            *([words(line) for line in text.splitlines() if line.strip()] for text in texts), self.effort
        )
        return self.told(name, Article._meta.get_field(name).verbose_name, texts, found)

    def text(self) -> list[Field]:
        names = {
            (kind, key): Truncator(row).chars(SHORT)
            for kind, model in IN_A_TEXT.items()
            for key, row in self.rows.found.get(model, {}).items()
        }
        texts = [data.get("body") or "" for data in self.datas]
        found = linking.find(link for text in texts for link in links.written(text))
        names |= {("link", one.to or one.href): Truncator(page.title).chars(SHORT) for one, page in found.items()}
        if self.is_printed:
            texts = [links.settled(cleaned(text), found) for text in texts]
        read = [wording.read(text, names) for text in texts]
        rows = side_by_side.rows(*(one.paragraphs for one in read), self.effort)
        body = self.told("body", Article._meta.get_field("body").verbose_name, texts, rows)
        cited = [one.citations for one in read]
        rows = [
            side_by_side.row(*(self.cited(key, one.get(key)) for one in cited), self.effort)
            for key in dict.fromkeys([*cited[1], *cited[0]])
        ]
        return [body, Field("sources", _("Sources"), rows, is_changed=any(not row.is_same for row in rows))]

    def cited(self, key, passages):
        """A source with each passage that is cited of it; nothing where it is not cited."""
        if passages is None:
            return []
        told = [f"{locator} «\u202f{quotation}\u202f»" if quotation else locator for locator, quotation in passages]
        calls = _("cited %d times") % len(passages) if len(passages) > 1 else _("cited once")
        return words(
            " · ".join([f"[{key}] {self.rows.words(Source, key)}", calls, *(one.strip() for one in told if one)])
        )

    def told(self, name, label, texts, rows) -> Field:
        is_changed = texts[0] != texts[1]
        note = ""
        if is_changed and all(row.is_same for row in rows):
            note = _("The words are the same: only spaces or the setting of the text differ.")
        return Field(name, capfirst(str(label)), rows, is_changed, note)

    def listed(self, name) -> Field:
        printed = self.is_printed and name == "figures"
        sides = [_as_printed(data, self.rows) if printed else self.named(name, data) for data in self.datas]
        rows = side_by_side.rows(*([[side_by_side.Word(one)] for one in side] for side in sides), self.effort)
        return Field(name, str(LABELS[name]), rows, is_changed=sides[0] != sides[1])

    def named(self, name, data) -> list[str]:
        """Two rows of one name are told apart by their numbers."""
        keys = data.get(name) or []
        called = {
            key: self.rows.words(LISTS[name], key)
            for key in {*self.datas[0].get(name, []), *self.datas[1].get(name, [])}
        }
        twice = {one for one in called.values() if list(called.values()).count(one) > 1}
        return [f"{called[key]} (n°\u00a0{key})" if called[key] in twice else called[key] for key in keys]

    def hero(self) -> Field:
        keys = [data.get("hero") for data in self.datas]
        pictures = tuple(self.rows.row(Image, key) for key in keys)
        sides = [self.pictured(key) for key in keys]
        rows = [side_by_side.row(*pair, self.effort) for pair in zip(*_levelled(*sides), strict=True)]
        label = capfirst(Article._meta.get_field("hero").verbose_name)
        told = self.told_of({str(key) for key in keys if key})
        return Field("hero", label, rows, keys[0] != keys[1], pictures=pictures, told=told)

    def pictured(self, key) -> list[list[side_by_side.Word]]:
        """What the library says of a picture today."""
        if not key:
            return []
        image = self.rows.row(Image, key)
        if image is None:
            return [words(self.rows.words(Image, key))]
        alt = _("decorative") if image.is_decorative else image.alt
        facts = {
            "title": image.title,
            "alt": alt,
            "credit": image.credit,
            "licence": image.licence,
            "made": image.get_made_display(),
        }
        labels = {name: capfirst(Image._meta.get_field(name).verbose_name) for name in facts}
        return [words(f"{labels[name]}\u00a0: {fact}") for name, fact in facts.items()]

    def told_of(self, keys) -> list[Trace]:
        """What was changed of these pictures since the earlier of the two states."""
        if not keys:
            return []
        since = min(state.at for state in self.states)
        told = Trace.objects.filter(kind=Image._meta.label_lower, object_id__in=keys, at__gt=since)
        return list(told.exclude(verb=Trace.Verb.ADDED).select_related("who")[:20])


def _levelled(left: list, right: list) -> tuple[list, list]:
    longest = max(len(left), len(right))
    return left + [[]] * (longest - len(left)), right + [[]] * (longest - len(right))


def _as_printed(data, rows: Rows) -> list[str]:
    """Key figures as readers read them: an edition keeps their words, a revision their numbers."""
    figures = data.get("figures") or []
    if not any(isinstance(one, dict) for one in figures):
        found = [row for key in figures if (row := rows.row(KeyFigure, key))]
        with_evidence(found)
        figures = press.frozen_figures(found, press.Notes())
    every = [one for figure in figures for one in (figure, *figure.get("rivals", []))]
    return [_figure_words(one) for one in every]


def _figure_words(figure: dict) -> str:
    value = " ".join(one for one in (figure["value"], figure["unit"]) if one)
    told = [f"{figure['label']}\u00a0: {value}", figure["scope"], figure["as_of"]]
    return " · ".join(one for one in told if one)
