"""The proof: the article as readers would get it, and beside it what is remarked of it. One page for a colleague at the
desk and for somebody with a link, who sees no thread but their own.
"""

from dataclasses import dataclass

from django.db.models import F
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import timezone

from veille.accounts.models import User
from veille.articles import drafting
from veille.articles.models import Article
from veille.articles.preview import page_of
from veille.articles.workflow import Refused
from veille.review import remarks
from veille.review.forms import AnswerForm, RemarkForm, ReplyForm, people
from veille.review.models import Remark, ReviewLink, ReviewRequest

PANE = "remarques"  # `?volet=`: the threads alone, for the article's form


@dataclass(frozen=True)
class Reader:
    """Who looks: a colleague, or whoever holds a link. A colleague who opens a link `only_looks`, as its holder would."""

    by: User | None = None
    link: ReviewLink | None = None
    only_looks: bool = False

    @property
    def as_words(self) -> dict:
        """How the verbs are told."""
        return {"link": self.link} if self.link else {"by": self.by}


def answer(request, article: Article, reader: Reader) -> HttpResponse:
    """GET shows; POST does one verb and shows what came of it, with what was typed where it was refused (422)."""
    bound = None
    if request.method == "POST":
        if reader.only_looks:
            raise Http404
        done, bound = _done(request.POST, article, reader)
        if done is not None and request.GET.get("volet") != PANE:
            return HttpResponseRedirect(f"{request.path}#{done}")
    is_pane = request.GET.get("volet") == PANE
    context = _context(article, reader, bound) | {"is_pane": is_pane}
    template = "review/threads.html"
    if not is_pane:
        context |= page_of(article, drafting.lists_of(article))
        template = "review/proof.html"
    status = 422 if bound else 200
    return HttpResponse(
        render_to_string(template, context, request), status=status, headers={"X-Robots-Tag": "noindex"}
    )


def _done(posted, article, reader):
    """(the place of the page to go to, None), or (None, the form that was refused)."""
    verb = posted.get("verb", "")
    if verb in {"remark", "answer"}:
        form = {"remark": RemarkForm, "answer": AnswerForm}[verb](posted, article=article)
    elif verb == "reply":
        form = ReplyForm(posted, article=article, thread=_row(posted, article, reader, "thread"))
    else:
        return _clicked(verb, _row(posted, article, reader, "remark"), reader), None
    try:
        if form.is_valid():
            made = form.perform(**reader.as_words)
            return (f"remarque-{made.pk}" if isinstance(made, Remark) else "avis"), None
    except Refused as refusal:
        form.add_error("words", str(refusal))
    return None, form


def _clicked(verb, remark, reader):
    """A refusal of these changes nothing, and the page says how things stand."""
    try:
        if verb == "take_away":
            remarks.take_away(remark, **reader.as_words)
        elif verb in {"resolve", "reopen"} and reader.by:
            remarks.resolve(remark, by=reader.by, is_resolved=verb == "resolve")
            return f"remarque-{remark.pk}"
    except Refused:
        pass
    return "remarques"


def _row(posted, article, reader, name) -> Remark:
    """One of the remarks this reader sees."""
    rows = Remark.objects.filter(article=article)
    if reader.link:
        rows = rows.filter(link=reader.link) | rows.filter(thread__link=reader.link)
    key = posted.get(name, "")
    found = rows.filter(pk=key).first() if key.isdecimal() and len(key) < 19 else None
    if found is None:
        raise Http404
    return found


def _context(article, reader, bound) -> dict:
    threads = remarks.threads(article, link=reader.link)
    is_free = not reader.only_looks
    for thread in threads:
        is_this = isinstance(bound, ReplyForm) and bound.thread.pk == thread.pk
        thread.reply = (bound if is_this else ReplyForm(article=article, thread=thread)) if is_free else None
        last = thread.said[-1]
        mine = last.link_id == reader.link.pk if reader.link else last.by_id == reader.by.pk
        last.may_go = is_free and mine
    asked = None if reader.link else _asked_of(reader.by, article)
    given = reader.link if reader.link and reader.link.answer else _given(reader.by, article)
    # Whoever has answered sees what they said, and may change their mind.
    may_answer = reader.link or asked or given or (reader.by and reader.by.has_perm("articles.publish_article"))
    return {
        "article": article,
        "reader": reader,
        "link": reader.link,
        "open_threads": [one for one in threads if not one.resolved_at],
        "settled": [one for one in threads if one.resolved_at],
        "people": [] if reader.link else [one for one in people() if one != reader.by],
        "remark": (bound if isinstance(bound, RemarkForm) else RemarkForm(article=article)) if is_free else None,
        "answer": (bound if isinstance(bound, AnswerForm) else AnswerForm(article=article))
        if may_answer and is_free
        else None,
        "asked": asked,
        "given": given,
        "today": timezone.localdate(),
    }


def _asked_of(person, article):
    return ReviewRequest.objects.open().filter(article=article, person=person).select_related("by").first()


def _given(person, article):
    """Their last answer."""
    if person is None:
        return None
    answers = ReviewRequest.objects.filter(article=article, person=person)
    return answers.order_by(F("answered_at").desc(nulls_last=True)).exclude(answered_at=None).first()
