"""The contact page, its « merci », and what a person asks about their own data. Never stored by a cache, and the only
public pages that set a cookie (CSRF). The first two answer without a database too: the message then waits in the spool.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature
from django.db import Error
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from veille.contact import advice, consent, intake, personal, tokens
from veille.contact.consent import Controller
from veille.contact.forms import ContactForm, MyDataForm
from veille.contact.models import Inquiry, Motive, PrivacyRequest, Retention
from veille.contact.spam import Verdict
from veille.contact.subjects import Resolver, asked_for, named
from veille.lib import patience
from veille.lib.http import download
from veille.lib.proxies import client_address

logger = logging.getLogger(__name__)

# Seconds that a visitor waits for a database that is busy, before the message goes into the spool.
PATIENCE = 4
# Seconds after which to try again, where nothing could be kept.
RETRY_AFTER = 120

# What the page is called, by why somebody writes.
WRITE = {
    Motive.MESSAGE: {
        "title": "Nous écrire",
        "description": "Une question, une précision, une étude à mener : écrire à l’équipe de rédaction.",
        "section": "contact",
    },
    Motive.ERROR: {
        "title": "Signaler une erreur",
        "description": "Un chiffre, une date, un nom qui ne va pas : le dire à l’équipe de rédaction.",
        "section": "contact",
    },
    Motive.DEVELOPMENT: {
        "title": "Signaler une évolution",
        "description": "Une annonce, un report, une livraison que nous n’avons pas vus : le dire à l’équipe de rédaction.",
        "section": "contact",
    },
}
THANKS = {"title": "Message envoyé", "description": "Votre message est arrivé.", "section": "contact"}


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def write(request, *, subjects: dict[str, Resolver], controller: Callable[[], Controller] = Controller):
    """`subjects`: how to find what each GET parameter of the form's address names ("article", "sommet", "engagement");
    `controller`: who answers for the data, which the site's identity says.
    """
    is_sent = request.method == "POST"
    fields = request.POST if is_sent else request.GET
    # Anything else than a motive we know is a message like another.
    motive = Motive(asked) if (asked := fields.get("motif", "")) in Motive.values else Motive.MESSAGE
    form = ContactForm(request.POST if is_sent else None)
    # 422: the request was well formed, its content is not what the form asks for.
    status, is_lost = 422 if is_sent else 200, False
    if is_sent and form.is_valid():
        verdict = _judged(form, client_address(request))
        if verdict.is_flood:
            status = 429
        else:
            try:
                return _thanked(_taken(form, verdict, fields, motive, subjects), subjects)
            except intake.NotKept:
                status, is_lost = 503, True
    context = {"form": form, "motive": motive, "is_lost": is_lost, "head": WRITE[motive]}
    context |= _surroundings(form, fields, motive, subjects, controller)
    response = render(request, "contact/write.html", context, status=status)
    if is_lost:
        response["Retry-After"] = RETRY_AFTER
    return response


def _judged(form, network) -> Verdict:
    """Without a database, by its content alone."""
    try:
        with patience.at_most(PATIENCE):
            return form.judged(network)
    except Error:
        return form.judged(network)


def _taken(form, verdict, fields, motive, subjects) -> Inquiry:
    """The message, in the database or, unsaved, in the spool. Raises NotKept."""
    words = {"nonce": form.showing.nonce, **form.words(), "motive": motive, "consent": form.consent}
    judged = {"suspicion": verdict.suspicion, "score": verdict.score}
    try:
        with patience.at_most(PATIENCE):
            *_, subject = asked_for(fields, subjects)
            return intake.receive(**words, **judged, subject=subject)
    except Error as refusal:
        logger.error("the database refused a message (%s): into the spool", type(refusal).__name__)
    return intake.put_by(**words, **judged, asked=named(fields, subjects))


def _surroundings(form, fields, motive, subjects, controller) -> dict:
    """What stands around the form. Without a database: what the address names kept in the form, unseen, no word before
    it, and the notice that was shown, else that of a site nobody has told anything of.
    """
    try:
        kind, slug, subject = asked_for(fields, subjects)
        word, notice = advice.before(subject, motive), consent.notice(controller(), Retention.table())
    except Error:
        kind, slug = next(iter(named(fields, subjects).items()), ("", ""))
        subject, word = None, ""
        notice = (form.is_bound and form.consent) or consent.notice(Controller(), Retention.LONGEST)
    return {"kind": kind, "slug": slug, "subject": subject, "advice": word, "consent": notice}


def _thanked(inquiry, subjects) -> HttpResponseRedirect:
    if inquiry.pk:
        intake.take_in_some(subjects)
    erased_on = timezone.localdate(inquiry.received_at + timedelta(days=_days_kept(inquiry)))
    token = tokens.receipt(reference=inquiry.reference, erased_on=erased_on, about_path=inquiry.about_path)
    return HttpResponseRedirect(reverse("contact-thanks", query={"recu": token}), status=303)


def _days_kept(inquiry) -> int:
    """Also those of a message that was set aside: its sender is not told that it was."""
    kind = inquiry.promised_retention
    try:
        return Retention.table()[kind] if inquiry.pk else Retention.LONGEST[kind]
    except Error:
        return Retention.LONGEST[kind]


@never_cache
@require_safe
def thanks(request):
    try:
        receipt = tokens.read_receipt(request.GET.get("recu", ""))
    except BadSignature:
        raise Http404 from None
    context = {"receipt": receipt, "head": THANKS, "acknowledges": settings.CONTACT_ACKNOWLEDGE}
    return render(request, "contact/thanks.html", context)


MY_DATA = {
    "title": "Mes données",
    "description": "Demander une copie ou l’effacement de ce que vous nous avez écrit.",
    "section": "contact",
}


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request):
    """The answer is the same for an address we know and for any other."""
    is_sent = request.method == "POST"
    form = MyDataForm(request.POST if is_sent else None)
    if is_sent and form.is_valid():
        asked = form.cleaned_data
        personal.ask(kind=asked["demande"], email=asked["courriel"], network=client_address(request))
        return HttpResponseRedirect(reverse("my-data", query={"envoi": "1"}), status=303)
    context = {"form": form, "is_asked": not is_sent and "envoi" in request.GET, "head": MY_DATA}
    return render(request, "contact/my_data.html", context, status=422 if is_sent else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_data_link(request, key):
    """Opening the mailed link does nothing: programs that look at mails open links too. Its button does."""
    try:
        if request.method == "POST":
            asked, file = personal.confirm(key)
        else:
            asked, file = personal.asked_by(key), ""
    except BadSignature:
        raise Http404 from None
    except personal.LinkDead:
        return render(request, "contact/my_data_link.html", {"head": MY_DATA}, status=410)
    if file:
        return download(file, "mes-donnees.html")
    context = {"request_made": asked, "head": MY_DATA, "is_export": asked.kind == PrivacyRequest.Kind.EXPORT}
    return render(request, "contact/my_data_link.html", context)
