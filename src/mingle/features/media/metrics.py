"""The numbers of media."""

from prometheus_client import Counter, Histogram

FILES = Counter("mingle_files_total", "Files that were processed, by what became of them.", ["kind", "outcome"])
UPLOADED_BYTES = Counter("mingle_uploaded_bytes_total", "Bytes of uploads that were stored.")
PROCESSING_SECONDS = Histogram(
    "mingle_file_processing_seconds",
    "Time from fetching an original to having stored what was made of it.",
    buckets=(0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600),
)
SWEPT = Counter("mingle_files_swept_total", "What the sweep has found, by what it was.", ["what"])
