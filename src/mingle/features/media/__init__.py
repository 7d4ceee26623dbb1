"""Media: pictures, video, voice and files: taken in, stored, processed, and served to those who may see them.

Features refer to files by foreign keys to `files (id)`; what no row refers to for a day is removed. Others use
`require_own` (before they write such a key), `describe` (files as people are told of them), `receive` (to take a form
with a file at a route of their own), and `Feature.sees_file` (to vouch that somebody may look at another's file).
"""

from mingle.features.media import jobs
from mingle.features.media.contents_http import ContentsController
from mingle.features.media.forms import MultipartOperation, receive
from mingle.features.media.http import OF_UPLOADS, FileController
from mingle.features.media.models import FileOnly, FileRow, FileView, Purpose, Status, ThumbnailView
from mingle.features.media.processing import Kind
from mingle.features.media.service import require_own
from mingle.features.media.tus_http import EXPOSED as EXPOSED_HEADERS
from mingle.features.media.tus_http import TusController
from mingle.features.media.views import describe
from mingle.kernel.feature import Feature

MEDIA = Feature(
    "media",
    routes=[FileController, TusController, ContentsController],
    jobs=[jobs.process_file, jobs.sweep, jobs.sweep_store],
)

__all__ = [
    "EXPOSED_HEADERS",
    "MEDIA",
    "OF_UPLOADS",
    "FileOnly",
    "FileRow",
    "FileView",
    "Kind",
    "MultipartOperation",
    "Purpose",
    "Status",
    "ThumbnailView",
    "describe",
    "receive",
    "require_own",
]
