"""The pages on which an editor decides what readers see: publish, correct, withdraw, take back, send back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from veille.articles import checklist, second_reader, workflow
from veille.articles.outlook import Outlook
from veille.articles.verb_forms import PublishForm, SendBackForm, TakeBackEndForm, TakeBackForm, WithdrawForm
from veille.editions.models import Withdrawal


def standing(article):
    """Every edition of the article, the one readers see, what is to happen, and whether any edition says what it says."""
    now = timezone.now()
    editions = list(article.editions.without_text().order_by("-number"))
    return {
        "editions": editions,
        "is_settled": any(edition.printed_at >= article.updated_at for edition in editions),
        "current": next((edition for edition in editions if edition.is_current(now)), None),
        "outlook": Outlook.from_rows(editions, list(Withdrawal.objects.of(article.key)), now),
    }


class PublishingAdmin:
    """Mix in before ModelAdmin."""

    def publish_view(self, request, object_id):
        article = self.article_or_404(request, object_id)
        if not self.has_publish_permission(request):
            raise PermissionDenied
        stands = standing(article) | {"verdicts": self.judged(request, article, article)}
        outlook = stands["outlook"]
        about = {"article": article, "outlook": outlook}
        kinds = {"publish": lambda data=None: PublishForm(data, verdicts=stands["verdicts"], **about)}
        if outlook.current or outlook.coming:
            kinds["withdraw"] = lambda data=None: WithdrawForm(data, **about)
        if outlook.coming:
            kinds["take_back"] = lambda data=None: TakeBackForm(data, article=article)
        if outlook.end:
            kinds["take_back_end"] = lambda data=None: TakeBackEndForm(data, article=article)
        if "volet" in request.GET and (kind := kinds.get(request.POST.get("verb"))):
            form = kind(request.POST)
            form.is_valid()  # fills in every field that is
            return TemplateResponse(request, "admin/articles/article/plan.html", {"form": form})
        return self.verb_page(request, article, kinds, stands | {"title": _("Publish"), "page": "publish"})

    def judged(self, request, draft, article):
        """What the checklist says of a draft, and who may not approve it alone, to who might."""
        asked = second_reader.verdicts(article, by=request.user) if self.has_publish_permission(request) else []
        return [*checklist.check(draft), *asked]

    def send_back_view(self, request, object_id):
        article = self.article_or_404(request, object_id)
        if not self.has_publish_permission(request):
            raise PermissionDenied
        kinds = {"send_back": lambda data=None: SendBackForm(data, article=article)}
        return self.verb_page(request, article, kinds, {"title": _("Send back"), "page": "send_back"})

    def verb_page(self, request, article, kinds, more):
        """One page with a form a verb; a refusal, or what one has not agreed to yet, shows it again as it was typed."""
        bound = None
        if request.method == "POST" and (kind := kinds.get(request.POST.get("verb"))):
            bound = kind(request.POST)
            if bound.is_valid() and not bound.asks:
                try:
                    done = bound.perform(by=request.user)
                    self.log_change(request, article, done)
                    self.message_user(request, done, messages.SUCCESS)
                    return redirect(f"admin:articles_article_{bound.leads_to}", article.pk)
                except workflow.Refused as refusal:
                    bound.add_error(None, str(refusal))
            bound.shown_again()
        elif request.method == "POST":
            self.message_user(request, _("This is no longer possible: see how the article stands now."), messages.ERROR)
        forms = {verb: bound if bound and bound.verb == verb else kind() for verb, kind in kinds.items()}
        context = self.admin_site.each_context(request) | {
            "subtitle": str(article),
            "opts": self.opts,
            "original": article,
            "forms": forms,
            "bound": bound,
            "media": sum((form.media for form in forms.values()), self.media),
        }
        return TemplateResponse(request, f"admin/articles/article/{more['page']}.html", context | more)
