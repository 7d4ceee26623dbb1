"""Media: pictures, video, voice and files: taken in, stored, processed, and served to those who may see them."""

from mingle.features.media.models import FileView
from mingle.features.media.owned import keys_of, store_export, stored_of
from mingle.features.media.processing import Kind
from mingle.features.media.service import require_own
from mingle.features.media.views import describe

__all__ = ["FileView", "Kind", "describe", "keys_of", "require_own", "store_export", "stored_of"]
