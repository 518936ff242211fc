"""The rows that states of an article refer to: authors, themes, sources, pictures and the like, be they gone since."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from summit.models import Commitment, Event
from veille.accounts.models import Trace
from veille.articles.drafting import by_key
from veille.editions.models import Author, Tag
from veille.editions.rendering import uses
from veille.images.models import Image
from veille.sources.models import KeyFigure, Source

LISTS = {"authors": Author, "tags": Tag, "figures": KeyFigure, "events": Event}
IN_A_TEXT = {"source": Source, "picture": Image, "commitment": Commitment}


class Rows:
    """The rows that states refer to, by kind and key; those that are gone by what the log last called them."""

    def __init__(self, datas: Iterable[dict]):
        wanted: dict[type, set[str]] = {model: set() for model in (*LISTS.values(), *IN_A_TEXT.values())}
        for data in datas:
            for name, model in LISTS.items():
                wanted[model] |= {str(key) for key in data.get(name) or [] if not isinstance(key, dict)}
            text = uses(data.get("body", ""))
            wanted[Source] |= set(text.sources)
            wanted[Image] |= {*text.pictures, *([str(data["hero"])] if data.get("hero") else [])}
            wanted[Commitment] |= set(text.commitments)
        self.found = {model: by_key(model, keys) if keys else {} for model, keys in wanted.items()}
        self.gone = {(model, key) for model, keys in wanted.items() for key in keys - self.found[model].keys()}
        self.called = self._last_called() if self.gone else {}

    def _last_called(self):
        kinds = {model._meta.label_lower: model for model, _key in self.gone}
        told = Trace.objects.filter(kind__in=kinds, object_id__in={key[:40] for _model, key in self.gone})
        return {
            (kinds[kind], key): name
            for kind, key, name in told.order_by("at", "pk").values_list("kind", "object_id", "words")
        }

    def row(self, model, key):
        return self.found.get(model, {}).get(str(key))

    def words(self, model, key) -> str:
        if there_is := self.row(model, key):
            return str(there_is)
        return _("%(what)s, gone since") % {"what": self.gone_words(model, key)}

    def gone_words(self, model, key) -> str:
        """« source n° 12 « Programme » »: its name if the log ever said it."""
        given = {"kind": model._meta.verbose_name, "key": key, "name": self.called.get((model, str(key)))}
        if given["name"]:
            return _("%(kind)s no. %(key)s « %(name)s »") % given
        return _("%(kind)s no. %(key)s") % given
