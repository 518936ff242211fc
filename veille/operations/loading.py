"""Putting the first content in: the site's pages, the summit brief and its notes.

Loading twice changes nothing, and what an editor changed is never overwritten: ledger.py remembers what was put in and
what it became. Articles, steps and the state of a brief go through the same verbs as an editor's.
"""

import re
from decimal import Decimal
from pathlib import Path

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext

from veille.articles import drafting, linking, workflow
from veille.articles.models import Article
from veille.contact import retention
from veille.editions.models import Author, Tag
from veille.images import library
from veille.images.models import Image
from veille.operations import ledger
from veille.operations.ledger import Report, read
from veille.operations.models import Loaded
from veille.operations.summits import Summit
from veille.sources.models import FigureCitation, KeyFigure, Organisation, Source
from veille.website.models import Identity, Page

CONTENT = Path(__file__).parent / "content"
# What a text names by the key of its file.
KEYS = {"data-citation": "source", "data-image": "image", "data-commitment": "commitment"}
PAGES = ["a-propos", "methode", "mentions-legales", "confidentialite", "accessibilite"]


def load_site(report: Report) -> None:
    """The site's identity, its editable pages and its times of retention, where they are missing."""
    Identity.objects.get_or_create(pk=1, defaults=read(CONTENT / "identity.toml"))
    retention.set_out()
    for slug in PAGES:
        words = read(CONTENT / "pages" / f"{slug}.toml")
        body = (CONTENT / "pages" / f"{slug}.html").read_text()
        given = {"title": words["title"], "lead": words["lead"], "body": body}
        ledger.put(report, "page", slug, given, model=Page, find={"slug": slug}, write=_write_page)


def load_summit(folder: Path, *, by, report: Report) -> None:
    """The brief of one summit, all or nothing; `by` publishes it and must have the right to."""
    images = _load_images(folder, by=by, report=report)  # encoding takes seconds: not while the database is held
    with transaction.atomic():
        shelf = Shelf(folder, by, report, images)
        shelf.load_evidence()
        shelf.load_summit()
        shelf.load_articles()


class Shelf:
    """One folder of content being put in; each part needs the ones before it."""

    def __init__(self, folder, by, report, images):
        self.folder, self.by, self.report = folder, by, report
        self.rows = {"image": images}

    def load_evidence(self):
        self.each("organisation", "slug", Organisation, lambda d: {"slug": d["slug"]}, self.write_organisation)
        self.each("tag", "slug", Tag, lambda d: {"slug": d["slug"]}, self.write_plain)
        self.each("author", "slug", Author, lambda d: {"slug": d["slug"]}, self.write_plain)
        self.each("source", "key", Source, self.find_source, self.write_source)
        self.each("figure", "key", KeyFigure, lambda d: {"pk": None}, self.write_figure)
        self.link_rivals()

    def load_summit(self):
        summit = Summit(self.folder, by=self.by, report=self.report, rows=self.rows)
        self.rows["event"] = {summit.slug: event} if (event := summit.load()) else {}

    def each(self, kind, key, model, find, write):
        rows = self.rows[kind] = {}
        for data in read(self.folder / f"{kind}s.toml")[kind]:
            rows[data[key]] = ledger.put(self.report, kind, data[key], data, model=model, find=find(data), write=write)

    # --- one row from one entry of a file ---

    def write_plain(self, row, data):
        for name, value in data.items():
            setattr(row, name, value)
        row.full_clean()
        row.save()

    def write_organisation(self, row, data):
        self.write_plain(row, data | {"belongs_to": self.rows["organisation"].get(data.get("belongs_to"))})

    def find_source(self, data):
        key = Source.key_of(data["address"])
        return {"address_key": key} if key else {"title": data["title"], "organisation__slug": data["organisation"]}

    def write_source(self, row, data):
        organisation = self.rows["organisation"][data["organisation"]]
        values = {name: value for name, value in data.items() if name != "key"}
        self.write_plain(row, values | {"organisation": organisation})

    def write_figure(self, row, data):
        values = {name: data[name] for name in ("label", "unit", "qualifier", "scope", "as_of")}
        values["value"] = Decimal(data["value"])
        values["value_to"] = Decimal(data["value_to"]) if data["value_to"] else None
        self.write_plain(row, values)
        row.citations.all().delete()
        FigureCitation.objects.bulk_create(
            FigureCitation(
                figure=row,
                source=self.rows["source"][given["source"]],
                locator=given.get("locator", ""),
                quotation=given.get("quotation", ""),
                position=n,
            )
            for n, given in enumerate(data["sources"])
        )

    def link_rivals(self):
        """Only between rows this run made: an editor may have parted or joined others since."""
        for data in read(self.folder / "figures.toml")["figure"]:
            row = self.rows["figure"][data["key"]]
            if row is not None and row.is_fresh:
                row.rivals.add(*(self.rows["figure"][rival] for rival in data["rivals"]))

    # --- the articles ---

    def load_articles(self):
        # The brief stands first in its file and is published last: the newest of its own edition.
        fresh = []
        for data in reversed(read(self.folder / "articles.toml")["article"]):
            body = (self.folder / "articles" / f"{data['slug']}.html").read_text()
            given = data | {"body": body}
            article = ledger.put(
                self.report, "article", data["slug"], given,
                model=Article, find={"slug": data["slug"]}, write=self.write_article, state=drafting.state_of,
            )  # fmt: skip
            if article is not None and article.is_fresh:
                fresh.append(article)
        self.publish(fresh)

    def publish(self, articles):
        """Round by round: an article may link to another, which must then be public before it."""
        refused = []
        for article in articles:
            try:
                workflow.publish(article, by=self.by, passed=gettext("Content delivered with the software"))
            except workflow.Refused as reason:
                refused.append((article, reason))
        if len(refused) < len(articles):
            self.publish([article for article, _reason in refused])
        else:
            self.report.kept += [f"{article} ({reason})" for article, reason in refused]

    def write_article(self, row, data):
        row.title, row.slug, row.lead = data["title"], data["slug"], data["lead"]
        row.takeaways = "\n".join(data["takeaways"])
        row.body = self.with_numbers(data["body"])
        row.hero = self.rows["image"].get(data["hero"])
        row.hero_caption = data["hero_caption"]
        row.owner = row.owner or self.by
        row.updated_by = self.by
        row.version += 1 if row.pk else 0
        row.full_clean()
        row.body = linking.settled(row.body)
        row.save()
        row.tags.set([self.rows["tag"][slug] for slug in data["tags"]])
        drafting.write_lists(
            row,
            authors=[self.rows["author"][slug] for slug in data["authors"]],
            figures=[self.rows["figure"][key] for key in data["figures"]],
            events=[self.rows["event"][slug] for slug in data["events"] if slug in self.rows["event"]],
        )
        drafting.write_evidence(row)
        drafting.record(row, by=self.by)

    def with_numbers(self, body: str) -> str:
        """The text with the files' keys replaced by the rows' numbers."""

        def number(found):
            attribute, key = found.groups()
            row = self.rows.get(KEYS[attribute], {}).get(key)
            return f'{attribute}="{row.pk if row else ""}"'

        return re.sub(rf'({"|".join(KEYS)})="([^"]+)"', number, body)


def _write_page(row, data):
    row.title, row.lead, row.body = data["title"], data["lead"], data["body"]
    row.version += 1 if row.pk else 0
    row.full_clean(exclude=["slug"])
    row.body = linking.settled(row.body)
    row.save()


def _load_images(folder, *, by, report) -> dict[str, Image]:
    images = {}
    for data in read(folder / "images.toml")["image"]:
        entry = Loaded.objects.filter(kind="image", key=data["key"]).first()
        image = Image.objects.filter(pk=entry.pk_text).first() if entry else None
        if entry is None:
            with (folder / data["file"]).open("rb") as file:
                image = library.add(
                    File(file, name=data["file"]), title=data["title"], alt=data["alt"], credit=data["credit"],
                    licence=data["licence"], made=data["ai"], by=by,
                )  # fmt: skip
            Loaded.objects.create(
                kind="image", key=data["key"], pk_text=str(image.pk), source_digest=ledger.digest(data)
            )
            report.made += 1
        if image:
            images[data["key"]] = image
    return images
