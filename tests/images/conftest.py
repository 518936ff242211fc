import pytest
from django.core.files.base import ContentFile

from tests.images.makers import WORDS, another
from veille.images import library


@pytest.fixture
def make_image(db):
    """A picture taken in by the library's own verb, another each time unless its content is given."""

    def make(content=None, *, by=None, is_decorative=False, **words):
        file = ContentFile(content or another())
        return library.add(file, **WORDS | words, is_decorative=is_decorative, by=by)

    return make
