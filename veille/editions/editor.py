"""What a page with the text editor loads beside the editor's own: what the modules of static/js/prose share, and what a
paste goes through (static/js/clipboard)."""

from js_asset import ImportMap, Media

# By the import map it is fetched once, under its hashed name; a relative import would ask for the plain one.
SHARED = Media(
    importmap=ImportMap(
        {
            "veille/prose": "js/prose/common.js",
            "veille/library": "js/prose/library.js",
            "veille/notes": "js/prose/notes.js",
            "veille/clipboard": "js/clipboard/clipboard.js",
        }
        | {
            f"veille/clipboard/{name}": f"js/clipboard/{name}.js"
            for name in ("blocks", "footnotes", "lists", "plain", "reading", "words")
        }
    )
)


class EditorAdmin:
    """For a ModelAdmin whose form has a text of articles or pages."""

    @property
    def media(self):
        return super().media + SHARED
