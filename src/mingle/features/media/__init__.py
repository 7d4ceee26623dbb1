"""Media: pictures, video, voice and files: taken in, stored, processed, and served to those who may see them.

Features refer to files by foreign keys to `files (id)`; what no row refers to for a day is removed. Others use
`require_own` (before they write such a key), `describe` (files as people are told of them), `smallest` and `card` (of
a file's pictures), `receive` (to take a form with a file at a route of their own), `Feature.sees_file` (to vouch that
somebody may look at another's file), `keep_picture` (for one that is nobody's), `find_file` (its row, whoever
asks), and `stored_of`, `keys_of` and `store_export` (all that is somebody's, for those who take it along or leave).
"""

from mingle.features.media import events, jobs, personal
from mingle.features.media.announcing import announce_file
from mingle.features.media.contents_http import ContentsController, FileServer
from mingle.features.media.forms import MultipartOperation, receive
from mingle.features.media.held_http import HeldController
from mingle.features.media.http import OF_UPLOADS, OF_USE, FileController
from mingle.features.media.kept import keep_picture
from mingle.features.media.models import FileOnly, FileRow, FileView, Picture, Purpose, Status, ThumbnailView
from mingle.features.media.owned import Stored, keys_of, store_export, stored_among, stored_of
from mingle.features.media.processing import Kind
from mingle.features.media.queries import find_file
from mingle.features.media.service import require_own
from mingle.features.media.tus_http import EXPOSED as EXPOSED_HEADERS
from mingle.features.media.tus_http import TusController
from mingle.features.media.views import card, describe, smallest
from mingle.kernel.feature import Feature

MEDIA = Feature(
    "media",
    tells=events.TELLS,
    routes=[FileController, HeldController, TusController, ContentsController],
    jobs=[announce_file, jobs.process_file, jobs.sweep, jobs.sweep_store],
    personal=personal.TABLES,
    impersonal=personal.IMPERSONAL,
    front=FileServer,
)

__all__ = [
    "EXPOSED_HEADERS",
    "MEDIA",
    "OF_UPLOADS",
    "OF_USE",
    "FileOnly",
    "FileRow",
    "FileView",
    "Kind",
    "MultipartOperation",
    "Picture",
    "Purpose",
    "Status",
    "Stored",
    "ThumbnailView",
    "card",
    "describe",
    "find_file",
    "keep_picture",
    "keys_of",
    "receive",
    "require_own",
    "smallest",
    "store_export",
    "stored_among",
    "stored_of",
]
