"""Putting an earlier state of an article back, as a new version of it; and giving a state a name."""

from django.db import IntegrityError, transaction
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from summit.models import Commitment
from veille.accounts import trace
from veille.accounts.models import Trace
from veille.articles import drafting
from veille.articles.models import Article, Revision
from veille.articles.referred import LISTS, Rows
from veille.articles.workflow import Refused
from veille.editions.rendering import uses
from veille.images.models import Image
from veille.lib.moments import in_words
from veille.sources.models import Source

CHANGED_MEANWHILE = gettext_lazy("Somebody saved this article meanwhile. Look at the differences again, then decide.")


@transaction.atomic
def restore(article: Article, revision: Revision, *, by, version: int | None) -> list[str]:
    """Every field as that revision has it; answers what could not be put back, in sentences.

    `version` is the one the person compared with: where somebody saved since, nothing is done. What others are typing
    stays theirs: their save will find a newer version and be compared with it.
    """
    if not by.has_perm("articles.change_article"):
        raise Refused(_("Your role does not let you change articles."))
    article = Article.objects.select_for_update().filter(pk=article.pk).first()
    if article is None:
        raise Refused(_("This article no longer exists."))
    if revision.article_id != article.pk:
        raise Refused(_("This state is of another article."))
    if version != article.version:
        raise Refused(CHANGED_MEANWHILE)
    now = drafting.state_of(article)
    wanted, missing = restorable(article, revision, now=now)
    if wanted == now:
        raise Refused(" ".join([_("The article is in this state already: there is nothing to put back."), *missing]))
    try:
        with transaction.atomic():
            _write(article, wanted, by=by)
    except IntegrityError:  # an address taken, a row deleted between our look and our writing
        raise Refused(CHANGED_MEANWHILE) from None
    drafting.record(article, by=by, kind=Revision.Kind.RESTORED, name=_origin(revision))
    given = {"version": revision.version, "when": in_words(revision.made_at)}
    done = _("Version %(version)d put back, as it was saved on %(when)s.") % given
    trace.record(by, Trace.Verb.CHANGED, article, " ".join([done, *missing]))
    return missing


def restorable(article: Article, revision: Revision, *, now: dict) -> tuple[dict, list[str]]:
    """That state as it can be put back, and in sentences what of it cannot: gone since, or somebody else’s."""
    data, missing = now | revision.data, []
    if holder := drafting.holder_of(data["slug"], besides=article):
        words = _(
            "The address « %(slug)s » is now that of « %(holder)s »: the article keeps its present one, « %(now)s »."
        )
        missing.append(words % {"slug": data["slug"], "holder": holder, "now": article.slug})
        data["slug"] = article.slug
    rows = Rows([data])
    in_text = uses(data["body"])
    cited = {Source: in_text.sources, Image: in_text.pictures, Commitment: in_text.commitments}
    for model, key in sorted(rows.gone, key=lambda one: (one[0]._meta.label, one[1])):
        what = {"what": capfirst(rows.gone_words(model, key))}
        if key in cited.get(model, ()):
            words = _("%(what)s is gone: the text refers to it all the same, and the checklist will say so.")
            missing.append(words % what)
        if model in LISTS.values() or (model is Image and key == str(data["hero"])):
            missing.append(_("%(what)s is gone: the article will be without it.") % what)
    for name, model in LISTS.items():
        data[name] = [key for key in data[name] if rows.row(model, key)]
    data["hero"] = data["hero"] if rows.row(Image, data["hero"]) else None
    return data, missing


@transaction.atomic
def name(revision: Revision, *, by, words: str) -> None:
    """Gives a saved state a name of one’s own; no words take it away."""
    if not by.has_perm("articles.change_article"):
        raise Refused(_("Your role does not let you change articles."))
    before, words = revision.name, " ".join(words.split())
    if words == before:
        return
    revision.name = words
    revision.save(update_fields=["name"])
    given = {"version": revision.version, "name": words, "before": before}
    note = (
        _("Version %(version)d is called « %(name)s ».")
        if words
        else _("Version %(version)d is no longer called « %(before)s ».")
    )
    trace.record(by, Trace.Verb.CHANGED, revision.article, note % given)


def _write(article, wanted, *, by):
    for field in ("title", "slug", "lead", "takeaways", "body", "hero_caption"):
        setattr(article, field, wanted[field])
    article.hero_id = wanted["hero"]
    article.version, article.updated_by = article.version + 1, by
    article.save()
    lists = {field: _in_order(model, wanted[field]) for field, model in LISTS.items()}
    article.tags.set(lists.pop("tags"))
    drafting.write_lists(article, **lists)
    drafting.write_evidence(article)


def _in_order(model, keys) -> list:
    found = model._default_manager.in_bulk(keys)
    return [found[key] for key in keys]


def _origin(revision) -> str:
    words = _("state of %(when)s") % {"when": in_words(revision.made_at)}
    if revision.name:
        words = f"«\u202f{revision.name}\u202f», {words}"
    return Truncator(words).chars(Revision._meta.get_field("name").max_length)
