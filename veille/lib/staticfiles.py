"""Static files: hashed names, precompressed, and one style sheet a page.

`collectstatic` puts what a style sheet imports in the place of each `@import`, so that many small readable files
are served as one.
"""

import posixpath
import re
from collections.abc import Callable, Iterator

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

# @import url("components/note.css") layer(components) print;
_IMPORT = re.compile(r'@import url\("(?P<path>[^":]+)"\)(?: layer\((?P<layer>[\w.-]+)\))?(?P<media> [^;]+)?;')
_URL = re.compile(r'url\("(?![a-z]+:|[/#])([^"]+)"\)')


def joined(name: str, read: Callable[[str], str]) -> str:
    """The style sheet `name` with what it imports in its place, layer and media kept. `read(name)` gives a text."""

    def beside(sheet: str, path: str) -> str:
        return posixpath.normpath(posixpath.join(posixpath.dirname(sheet), path))

    def replacement(found: re.Match) -> str:
        path, layer, media = found["path"], found["layer"], found["media"]
        body = joined(beside(name, path), read)
        # An address is relative to the sheet it stands in, and it stands in another one from now on.
        body = _URL.sub(lambda url: f'url("{beside(path, url[1])}")', body)
        body = f"@layer {layer} {{\n{body}}}\n" if layer else body
        return f"@media{media} {{\n{body}}}\n" if media else body

    return _IMPORT.sub(replacement, read(name))


class JoinedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    def post_process(self, paths: dict, dry_run: bool = False, **options) -> Iterator[tuple]:
        if not dry_run:
            paths = paths | {name: self._join(name, paths) for name in paths if name.endswith(".css")}
        yield from super().post_process(paths, dry_run, **options)

    def _join(self, name: str, paths: dict) -> tuple:
        """Where the sheet is read from on: its own place, or our folder once it is joined."""

        def read(other: str) -> str:
            storage, path = paths[other]
            with storage.open(path) as file:
                return file.read().decode()

        text = joined(name, read)
        if text == read(name):
            return paths[name]
        self.delete(name)
        return self, self._save(name, ContentFile(text.encode()))
