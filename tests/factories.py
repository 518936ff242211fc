"""Small functions that make what a test needs and nothing else: `edition(title=…)` is what a reader sees.

Editions go through the press, as the desk's do; every word given can be looked for afterwards.
"""

import itertools
import uuid
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.text import slugify

from summit import workflow
from summit.models import Amount, Axis, Commitment, CommitmentCitation, Coverage, Event, EventCitation, Role
from veille.accounts.models import User
from veille.editions import press
from veille.editions.models import Author, Edition, Tag, Withdrawal
from veille.images.models import Image
from veille.lib.dates import PartialDate
from veille.sources.models import FigureCitation, KeyFigure, Organisation, Source
from veille.website.models import Identity, Page

_numbers = itertools.count(1)


def _named(model, name, **fields):
    return model.objects.create(name=name, slug=fields.pop("slug", "") or slugify(name), **fields)


def organisation(name=None, **fields):
    return _named(Organisation, name or f"Organisation {next(_numbers)}", **fields)


def author(name=None, **fields):
    return _named(Author, name or f"Autrice {next(_numbers)}", **fields)


def tag(name=None, **fields):
    return _named(Tag, name or f"Thème {next(_numbers)}", **fields)


def source(title=None, **fields):
    number = next(_numbers)
    given = {
        "organisation": fields.pop("organisation", None) or organisation(),
        "address": f"https://s{number}.example/",
    }
    return Source.objects.create(title=title or f"Document {number}", **given | fields)


def figure(label=None, *, value=61, sources=(), rivals=(), **fields):
    """A key figure; without `sources` it cites one of its own."""
    given = {"as_of": "2025-02-11", "unit": "pays"} | fields
    made = KeyFigure.objects.create(label=label or f"chiffre {next(_numbers)}", value=Decimal(value), **given)
    for cited in sources or [source()]:
        FigureCitation.objects.create(figure=made, source=cited)
    made.rivals.set(rivals)
    return made


def image(title=None, **fields):
    """A picture of the library with the renditions a page asks for; no file behind them."""
    key = uuid.uuid4()
    given = {"alt": "Une verrière", "credit": "Cellule", "licence": "CC BY 4.0", "width": 1200, "height": 525}
    renditions = [
        {"name": f"{key.hex}-0123abcd-{width}.{extension}", "type": kind, "width": width, "height": 525, "bytes": 1000}
        for extension, kind, width in [
            ("avif", "image/avif", 800),
            ("webp", "image/webp", 800),
            ("jpg", "image/jpeg", 1200),
        ]
    ]
    made = given | {"title": title or f"Image {next(_numbers)}", "file": f"originals/{key.hex}.png"} | fields
    return Image.objects.create(key=key, renditions=renditions, **made)


def cite(cited, *, locator="", quotation=""):
    """The citation as the editor writes it into a text."""
    passage = (f' data-locator="{locator}"' if locator else "") + (
        f' data-quotation="{quotation}"' if quotation else ""
    )
    return f'<sup data-citation="{cited.pk}"{passage}></sup>'


def show(picture, *, caption=""):
    """The picture as the editor puts it into a text."""
    return f'<figure data-image="{picture.pk}" data-caption="{caption}"></figure>'


def edition(
    title=None,
    *,
    key=None,
    slug="",
    lead="Un chapeau.",
    body="",
    sources=(),
    authors=None,
    tags=(),
    figures=(),
    images=(),
    live_from=None,
    live_until=None,
    nature=Edition.Nature.FIRST,
    change_note="",
    **page,
):
    """A printed edition, public since an hour ago unless told; each source is cited once in its text.

    `live_from` and `live_until` may be hours from now. `images` are shown in the text, `hero` above it.
    """
    title = title or f"Note {next(_numbers)}"
    if not body:
        body = f"<h2>Une partie</h2><p>Un texte{''.join(cite(one) for one in sources)}.</p>"
        body += "".join(show(one) for one in images)
    composed = press.compose(
        key=key or uuid.uuid4(),
        slug=slug or slugify(title),
        title=title,
        lead=lead,
        body=body,
        authors=[author()] if authors is None else authors,
        tags=list(tags),
        figures=list(figures),
        sources={str(one.pk): one for one in sources},
        images={str(one.pk): one for one in images},
        **page,
    )
    start = moment(live_from if live_from is not None else -1)
    return press.store(composed, live_from=start, live_until=moment(live_until), nature=nature, change_note=change_note)


def moment(when):
    """A number is hours from now; a time stays as it is."""
    return timezone.now() + timedelta(hours=when) if isinstance(when, int | float) else when


def withdrawn(title=None, *, notice="Nous nous étions trompés.", replacement=None, **fields):
    """An edition that was public and is withdrawn, with its notice."""
    gone = edition(title, **{"live_from": -2, "live_until": -1} | fields)
    Withdrawal.objects.create(
        key=gone.key, withdrawn_at=gone.live_until, notice=notice, replacement=replacement and replacement.key
    )
    return gone


def event(name=None, *, published=True, editions=(), sources=(), axes=(), hosts=(), **fields):
    name = name or f"Sommet {next(_numbers)}"
    given = {
        "starts_on": date(2025, 2, 10),
        "ends_on": date(2025, 2, 11),
        "place": "Grand Palais, Paris",
        "summary": "Un sommet.",
        "published_at": timezone.now() if published else None,
    }
    made = _named(Event, name, **given | fields)
    made.hosts.set(hosts)
    EventCitation.objects.bulk_create(
        EventCitation(event=made, source=one, position=n) for n, one in enumerate(sources)
    )
    Coverage.objects.bulk_create(Coverage(event=made, edition=one) for one in editions)
    Axis.objects.bulk_create(Axis(event=made, name=one, slug=slugify(one), position=n) for n, one in enumerate(axes))
    return made


def commitment(event, title=None, *, by=None, bearer=None, cited=None, steps=("announced",), **fields):
    """One of the event's commitments, promised by `bearer` and cited; `steps` are statuses, one a month from February
    2025 on, recorded through the verb by `by`, each proved by a source of its own.
    """
    n = next(_numbers)
    title = title or f"Engagement {n}"
    given = {
        "axis": event.axes.first() or Axis.objects.create(event=event, name="Axe", slug="axe"),
        "number": str(n % 10_000),
        "slug": slugify(title),
        "promise": f"Ce que promet {title}.",
        "announced_on": PartialDate("2025-02-11"),
        "verifiability": "yes",
        "verifiability_reason": "Daté et chiffré.",
        "checked_on": date(2026, 11, 1),
    }
    made = Commitment.objects.create(event=event, title=title, **given | fields)
    Role.objects.create(commitment=made, organisation=bearer or organisation())
    CommitmentCitation.objects.create(commitment=made, source=cited or source(), quotation="Nous le ferons.")
    for month, status in enumerate(steps, 2):
        step(made, status, PartialDate(f"2025-{month:02}"), by=by)
    return made


def step(commitment, status, effective_on, *, by=None, proofs=None, **fields):
    """Recorded through the verb, proved by a source of its own unless `proofs` are given."""
    by = by or User.objects.filter(is_superuser=True).first() or User.objects.create_superuser("suivi@exemple.fr")
    proofs = [source(published_on=effective_on)] if proofs is None and status != "announced" else proofs or []
    evidence = [one if isinstance(one, workflow.Evidence) else workflow.Evidence(one) for one in proofs]
    words = {"headline": f"Étape {status}", "rationale": "D’après la source."} | fields
    return workflow.record(
        commitment, by=by, status=status, effective_on=PartialDate(effective_on), evidence=evidence, **words
    )


def amount(commitment, minimum, maximum=None, **fields):
    """In units of the currency."""
    given = {"as_of": PartialDate("2025-02-11"), "source": fields.pop("source", None) or source()}
    bounds = {"minimum": Decimal(minimum), "maximum": None if maximum is None else Decimal(maximum)}
    return Amount.objects.create(commitment=commitment, **bounds, **given | fields)


def printed(event, *, by=None, verdict="Où en est-on.", as_of=date(2026, 11, 22), **given):
    """The state that readers see next."""
    by = by or User.objects.filter(is_superuser=True).first() or User.objects.create_superuser("suivi@exemple.fr")
    return workflow.print_state(event, by=by, verdict=verdict, as_of=as_of, **{"passed": "Pour l’essai."} | given)


def identity(**fields):
    return Identity.objects.create(pk=1, **fields)


def page(slug, title=None, **fields):
    return Page.objects.create(slug=slug, title=title or slug, **{"body": "<p>Un texte.</p>"} | fields)
