"""A tiny built web app."""

import gzip
from pathlib import Path

from tests.ops.collector import brotli

PAGE = "<!doctype html><title>the app's page</title>" + "<p>hello</p>" * 200
FRONT = "<!doctype html><title>the front page, in {}</title>"
DOCS = "<!doctype html><title>the documentation</title>"
SCRIPT = "console.log('hello');\n" * 200
OUTSIDE = "not to be seen"


def build(folder: Path) -> Path:
    """Write it, with a secret next to it; its folder."""
    (folder / "assets").mkdir(parents=True)
    (folder.parent / "outside.txt").write_text(OUTSIDE)
    (folder / "index.html").write_text(PAGE)
    (folder / "docs.html").write_text(DOCS)
    for language in ("en", "de"):
        (folder / "prerendered" / language).mkdir(parents=True)
        (folder / "prerendered" / language / "_.html").write_text(FRONT.format(language))
    (folder / "sw.js").write_text(SCRIPT)
    (folder / "manifest.webmanifest").write_text("{}")
    (folder / "robots.txt").write_text("User-agent: *\n")
    for hidden in (".env", ".vite/manifest.json", "assets/.hidden.js"):
        (folder / hidden).parent.mkdir(exist_ok=True)
        (folder / hidden).write_text(OUTSIDE)
    script = folder / "assets" / "app-abc.js"
    for path, text in ((script, SCRIPT), (folder / "index.html", PAGE)):
        path.write_text(text)
        path.with_name(path.name + ".br").write_bytes(brotli.compress(text.encode()))
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(text.encode()))
    return folder
