"""The desk: Django's admin under our policy, in the site's name, its translations served whole.

Its first page shows what waits for a person (lib/today.py), and one click further the models by the job they belong to. An app's ModelAdmin says which (`job`), and whether it stands in the navigation (`in_nav`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django import forms
from django.contrib.admin import AdminSite, ModelAdmin, RelatedOnlyFieldListFilter, ShowFacets, StackedInline
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import NestedObjects
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import DataError, IntegrityError, router
from django.db.models import DateField, ForeignKey
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.i18n import JavaScriptCatalog

from veille.lib import folding  # noqa: F401 registers the lookup « folded »
from veille.lib.choices import Autocomplete, Choice, MultipleAutocomplete
from veille.lib.policies import DESK
from veille.lib.today import panels_for
from veille.lib.tracing import Traced

WRITE, EVIDENCE, SHOW, SITE, PEOPLE = _("Write"), _("Evidence"), _("Publications"), _("The site"), _("People")
JOBS = [WRITE, EVIDENCE, SHOW, SITE, PEOPLE]
# Characters of what is searched for: SQLite refuses patterns of 50,000 bytes.
LONGEST_SEARCH = 200
# Lines of a form's list of rows. Django would read, check and show 2,000 where a forged number asks for them.
MOST_LINES = 100


_on_site: dict[type, Callable] = {}
_seen_online: dict[type, Callable] = {}


def on_site(model):
    """Registers `function() -> QuerySet` of those rows of a model that have their page at the moment."""

    def register(function):
        _on_site[model] = function
        return function

    return register


def rows_on_site(model):
    """Of those rows, the keys; where nobody registered, there are none."""
    return _on_site[model]().values("pk") if model in _on_site else model._default_manager.none()


def seen_online(model):
    """Registers `function(row) -> int`: in how many editions online readers see what that row says."""

    def register(function):
        _seen_online[model] = function
        return function

    return register


@dataclass(frozen=True)
class Beside:
    """A line beside a form, about the row it is of, that leads to where its matter is settled. `panel` is the heading it
    stands under; `name`, if the checklist may lead to it, that of a field.
    """

    panel: str
    words: str
    address: str
    name: str = ""


_beside: dict[str, list[tuple[Callable, Callable]]] = {}


def beside(label: str, annotations: Callable[[], dict]):
    """Registers `function(user, row) -> Beside | list[Beside] | None` for the form of a model that another room owns,
    named by its label. `annotations()` are counted in the form's own query, so that the lines cost none.
    """

    def register(function):
        _beside.setdefault(label, []).append((annotations, function))
        return function

    return register


_saved: dict[str, list[tuple[set, Callable]]] = {}


def saved(label: str, *fields: str):
    """Registers `function(row)`, called when a form of the desk changed one of these fields of a row of a model that
    another room owns, in the transaction that saves it.
    """

    def register(function):
        _saved.setdefault(label, []).append((set(fields), function))
        return function

    return register


_pages: dict[str, list[tuple[str, str, Callable, dict]]] = {}


def page(label: str, name: str, end: str = "", policy: dict = DESK):
    """Registers `view(model_admin, request, object_id)`, one more page of a row of a model that another room owns: at
    `<key>/<end or name>/`, under the name `<app>_<model>_<name>`. Who may see it is the view's to ask.
    """

    def register(view):
        _pages.setdefault(label, []).append((name, end or name, view, policy))
        return view

    return register


class Answers(AutocompleteJsonView):
    """What an autocomplete finds; a row that can be seen (a picture) says more than its name."""

    def serialize_result(self, obj, to_field_name):
        found = super().serialize_result(obj, to_field_name)
        return found | getattr(obj, "in_brief", {})


class Desk(AdminSite):
    site_header = site_title = "Veille"
    index_title = _("Today")
    empty_value_display = "–"
    enable_nav_sidebar = False

    def admin_view(self, view, cacheable=False):
        return csp_override(DESK)(super().admin_view(view, cacheable))

    @method_decorator([csp_override(DESK), never_cache])
    def login(self, request, extra_context=None):
        return super().login(request, extra_context)

    def logout(self, request, extra_context=None):
        """Nothing that was typed stays in the browser: the machine may be somebody else's next."""
        response = super().logout(request, extra_context)
        if request.method == "POST":
            response["Clear-Site-Data"] = '"storage"'
        return response

    def i18n_javascript(self, request, extra_context=None):
        return JavaScriptCatalog.as_view(packages=["django.contrib.admin", "django_prose_editor"])(request)

    def autocomplete_view(self, request):
        return Answers.as_view(admin_site=self)(request)

    def index(self, request, extra_context=None):
        jobs = self.jobs(self.get_app_list(request))
        return super().index(request, {"panels": panels_for(request.user), "jobs": jobs, **(extra_context or {})})

    def jobs(self, app_list) -> list[dict]:
        """The models a person may see, by job; those of other people's apps are reached by their address only."""
        models = [(self._registry[model["model"]], model) for app in app_list for model in app["models"]]
        grouped = ((job, [model for admin, model in models if getattr(admin, "job", None) == job]) for job in JOBS)
        return [{"name": job, "models": found} for job, found in grouped if found]

    def each_context(self, request):
        context = super().each_context(request)
        models = [model for app in context["available_apps"] for model in app["models"]]
        in_nav = [model for model in models if getattr(self._registry[model["model"]], "in_nav", 0)]
        context["desk_nav"] = sorted(in_nav, key=lambda model: self._registry[model["model"]].in_nav)
        return context


class DeskConfig(AdminConfig):
    """Stands in INSTALLED_APPS in place of django.contrib.admin."""

    default_site = "veille.lib.desk.Desk"


class Autocompleting:
    """For a ModelAdmin or an inline: autocompletes that bear any posted value and keep their order, the browser's own
    choice of a date, « add » alone beside a choice.
    """

    formfield_overrides = {DateField: {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}}

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            wrapper = field.widget
            wrapper.can_change_related = wrapper.can_delete_related = wrapper.can_view_related = False
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Autocomplete(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", MultipleAutocomplete(db_field, self.admin_site))
            kwargs.setdefault("form_class", Choice)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class DeskForm(forms.ModelForm):
    """A label is no sentence that goes on."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": ""} | kwargs)


class LineForm(DeskForm):
    """Of a row that hangs on another one: what was read with it is not read again for the name of a choice."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            chosen = self.instance._state.fields_cache.get(name)
            widget = getattr(field.widget, "widget", field.widget)
            if chosen and hasattr(widget, "known"):
                widget.known = [chosen]


class DeskInline(Autocompleting, StackedInline):
    """Rows that hang on the form's own: as many as there are, one more at a click."""

    form = LineForm
    extra = 0
    max_num = MOST_LINES
    reads: list[str] = []  # relations that a line's names are told by, read with the lines and not one by one

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related(*self.reads) if self.reads else rows

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, **{"absolute_max": MOST_LINES} | kwargs)


class InUse(RelatedOnlyFieldListFilter):
    """A filter by the rows that lead to something, and by no other."""

    include_empty_choice = False

    def has_output(self):
        """Also with one choice: a filter that is not shown would be passed over where an address asks for it."""
        return bool(self.lookup_choices)


class DeskAdmin(Traced, Autocompleting, ModelAdmin):
    job = None
    in_nav = 0  # its place in the navigation; 0: not there
    form = DeskForm
    show_facets = ShowFacets.NEVER

    class Media:
        js = ["admin/js/urlify.js", "js/slugs.js"]  # in this order

    def changelist_view(self, request, extra_context=None):
        """In our words: Django's title is a sentence that French has no good form for."""
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))

    def get_changelist_instance(self, request):
        """A filter no database understands (the year 10,000) is answered like one that does not exist."""
        try:
            return super().get_changelist_instance(request)
        except (DataError, ValueError, OverflowError) as nonsense:
            raise IncorrectLookupParameters from nonsense

    def get_search_fields(self, request):
        """By a piece of a word, whatever its capitals and accents."""
        return [f"{name}__folded" for name in super().get_search_fields(request)]

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, search_term[:LONGEST_SEARCH])

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        name = capfirst(self.opts.verbose_name)
        title = {"title": name if object_id else _("%(name)s: add") % {"name": name}}
        context = title | (extra_context or {})
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except IntegrityError:
            # Somebody took the name between our check and our write, which is undone. Asked again, the form says so.
            return super().changeform_view(request, object_id, form_url, context)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """Says where readers see the row: what is changed here is changed before their eyes."""
        if obj and self.model in _seen_online:
            context["seen_online"] = _seen_online[self.model](obj)
        if obj and self.is_form(request):
            said = [line(request.user, obj) for _annotations, line in _beside.get(self.opts.label_lower, [])]
            lines = [one for lines in said if lines for one in (lines if isinstance(lines, list) else [lines])]
            context["beside"] = sorted(lines, key=lambda one: one.panel)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        for fields, function in _saved.get(self.opts.label_lower, []) if change else []:
            if fields & {*form.changed_data}:
                function(obj)

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        if not self.is_form(request):
            return rows
        registered = _beside.get(self.opts.label_lower, [])
        return rows.annotate(**{name: one for annotations, _line in registered for name, one in annotations().items()})

    def get_urls(self):
        def at(name, end, view, policy):
            guarded = csp_override(policy)(self.admin_site.admin_view(partial(view, self)))
            return path(
                f"<path:object_id>/{end}/", guarded, name=f"{self.opts.app_label}_{self.opts.model_name}_{name}"
            )

        return [*(at(*one) for one in _pages.get(self.opts.label_lower, [])), *super().get_urls()]

    def is_form(self, request) -> bool:
        match = getattr(request, "resolver_match", None)
        return bool(match) and match.url_name == f"{self.opts.app_label}_{self.opts.model_name}_change"

    def get_ordering(self, request):
        """The model's own, said aloud: counting beside each row makes a query forget it."""
        return self.ordering or self.opts.ordering

    def view_on_site(self, row):
        """The public address where there is a page at it, else None: no link of the desk leads nowhere."""
        return row.get_absolute_url() if rows_on_site(self.model).filter(pk=row.pk).exists() else None

    def get_deleted_objects(self, objs, request):
        """What stands in the way is named by whom it belongs to, with a link, each once."""
        deleted, count, perms_needed, protected = super().get_deleted_objects(objs, request)
        if protected:
            collector = NestedObjects(using=router.db_for_write(self.model), origin=objs)
            collector.collect(objs)
            protected = self.owners(collector.protected)
        return deleted, count, perms_needed, protected

    def owners(self, rows) -> list[str]:
        # In the order of their models' names: an article comes before its own editions, which carry its key.
        once = {}
        for owner in sorted({self.owner(row) for row in rows}, key=lambda one: (one._meta.label_lower, str(one))):
            once.setdefault(getattr(owner, "key", None) or (owner._meta.label, owner.pk), owner)
        return [self.named(one) for one in once.values()]

    def owner(self, row):
        """The row itself where the desk shows it, else the row it hangs on."""
        if self.admin_site.is_registered(type(row)):
            return row
        keys = (key for key in row._meta.fields if isinstance(key, ForeignKey) and key.related_model is not self.model)
        return next((getattr(row, key.name) for key in keys if self.admin_site.is_registered(key.related_model)), row)

    def named(self, row) -> str:
        words = format_html("{} «\u202f{}\u202f»", capfirst(row._meta.verbose_name), row)
        if not self.admin_site.is_registered(type(row)):
            return words
        opts = row._meta
        name = f"{self.admin_site.name}:{opts.app_label}_{opts.model_name}_change"
        return format_html('<a href="{}">{}</a>', reverse(name, args=[row.pk]), words)
