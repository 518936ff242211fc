from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from veille.images import library
from veille.images.forms import WORDS, ImageForm, NewImageInDialog, NewImageOnPage
from veille.images.models import Image
from veille.lib.desk import WRITE, DeskAdmin


@admin.register(Image)
class ImageAdmin(DeskAdmin):
    job = WRITE
    in_nav = 2
    form = ImageForm
    list_display = ["thumbnail", "title", "made", "credit", "licence", "uploaded_at"]
    list_display_links = ["title"]
    list_filter = ["made", "is_decorative", "uploaded_at"]
    search_fields = ["title", "alt", "credit", "licence"]
    radio_fields = {"made": admin.VERTICAL}

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, form=ImageForm if obj else NewImageOnPage, **kwargs)

    def get_fields(self, request, obj=None):
        return ["preview", *WORDS, "size", "uploaded_by", "uploaded_at"] if obj else ["file", *WORDS]

    def get_readonly_fields(self, request, obj=None):
        return ["preview", "size", "uploaded_by", "uploaded_at"] if obj else []

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST":
            request.prepared = self.prepare(request, object_id)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def prepare(self, request, object_id):
        """Encodes before the admin opens its transaction: on SQLite that holds the one write lock, for seconds."""
        image = self.get_object(request, unquote(object_id)) if object_id else None
        allowed = self.has_change_permission(request, image) if object_id else self.has_add_permission(request)
        if not allowed or (object_id and image is None):
            return None
        form = self.get_form(request, image, change=image is not None)(request.POST, request.FILES, instance=image)
        return library.prepare(form.instance, form.picture) if form.is_valid() and form.needs_encoding else None

    def save_model(self, request, obj, form, change):
        if not change:
            obj.uploaded_by = request.user
        if form.needs_encoding:
            # Nothing prepared: the row changed since, a moment ago; then the encoding is done here.
            library.take(obj, request.prepared or library.prepare(obj, form.picture))
        super().save_model(request, obj, form, change)

    def delete_model(self, request, obj):
        library.remove(obj)

    def delete_queryset(self, request, queryset):
        for image in queryset:
            library.remove(image)

    # --- from a text: a picture that is dropped, pasted or chosen there comes in without leaving the article's form ---

    def get_urls(self):
        def at(end, name, view):
            return path(f"{end}/", self.admin_site.admin_view(view), name=f"images_image_{name}")

        ours = [at("look", "look", self.look_view), at("quick-add", "quick_add", self.quick_add_view)]
        return ours + super().get_urls()

    @method_decorator(require_POST)
    def look_view(self, request):
        """A file → {} if it can be taken, {existing: {id, text, …}} or {errors: {file: [words]}}; keeps nothing."""
        form = self.dialog_form(request)
        wrong = form.errors.keys() & {"file"}
        return self.refusal(form, wrong) if wrong else JsonResponse({})

    @method_decorator(require_POST)
    def quick_add_view(self, request):
        """A file and its words → {added: {id, text, …}}, {existing: {id, text, …}} or {errors: {field: [words]}}."""
        form = self.dialog_form(request)
        if not form.is_valid():
            return self.refusal(form, form.errors)
        form.instance.uploaded_by = request.user
        image, is_new = library.keep(form.instance, form.picture)
        if is_new:
            self.log_addition(request, image, [{"added": {}}])
        return JsonResponse({"added" if is_new else "existing": image.in_brief})

    def dialog_form(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return NewImageInDialog(request.POST, request.FILES)

    def refusal(self, form, fields):
        if form.already:
            return JsonResponse({"existing": form.already.in_brief})
        return JsonResponse({"errors": {name: list(form.errors[name]) for name in fields}}, status=422)

    def form_for_dialog(self, request):
        """What the dialog of a text's form asks of a new picture; None for who may not add one."""
        return NewImageInDialog() if self.has_add_permission(request) else None

    # --- the list ---

    @admin.display(description=_("thumbnail"))
    def thumbnail(self, image):
        return _shown(image.thumbnail, 96)

    @admin.display(description=_("picture"))
    def preview(self, image):
        return _shown(image.thumbnail, 400)

    @admin.display(description=_("size"))
    def size(self, image):
        return f"{image.width} × {image.height}"


def _shown(rendition, width):
    """The title or the alternative text stands beside it."""
    if not rendition:
        return "–"
    width = min(width, rendition["width"])
    height = round(rendition["height"] * width / rendition["width"])
    return format_html('<img src="{}" width="{}" height="{}" alt="">', rendition["url"], width, height)
