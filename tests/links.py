"""Every link within the documentation opens: the page is there, and so is the place on it.

    cargo doc --no-deps --features races,rand,serde && python3 tests/links.py

rustdoc checks paths of items, but neither places on pages (`#what-a-region-costs`) nor addresses. Links to docs.rs that
name this crate count as links within. The check fails if a link is broken or if there is none, and says what it leaves
out.
"""

import re
import sys
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

ROOT = Path(__file__).resolve().parent.parent
DOCS = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/doc").resolve() / "hotloop"
PUBLISHED = "https://docs.rs/hotloop/latest/hotloop/"
SOURCE = "https://docs.rs/crate/hotloop/latest/source/"


class Page(HTMLParser):
    """The links of a page, and the places on it."""

    def __init__(self, path):
        super().__init__()
        self.links, self.places = [], set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if "id" in attributes:
            self.places.add(unquote(attributes["id"]))
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])


page = cache(Page)


def left_out(link):
    """Why a link is not checked, if it is not."""
    if link.startswith(PUBLISHED) and not (DOCS / "races").is_dir():
        return "links to docs.rs, whose pages are not all here without the feature races"
    if re.fullmatch(r"\w+(::\w+)+", link):
        return "paths in docs that come from other crates, which rustdoc does not resolve"
    if "://" in link and not link.startswith((PUBLISHED, SOURCE)):
        return "links to other sites"
    return None


def fault(path, link):
    """What is wrong with a link of the page at that path, if anything is."""
    address, place = map(unquote, urldefrag(link))
    if address.startswith(SOURCE):
        file = ROOT / address.removeprefix(SOURCE)
    elif address.startswith(PUBLISHED):
        file = DOCS / address.removeprefix(PUBLISHED)
    else:
        file = path.parent / address if address else path
    file = (file / "index.html" if file.is_dir() else file).resolve()
    if not file.exists():
        return "no such page"
    # Lines of a source, as 12-34, are places that a script finds.
    if place and not re.fullmatch(r"[\d-]+", place) and place not in page(file).places:
        return "no such place on the page"
    return None


def main():
    pages = sorted(DOCS.rglob("*.html"))
    links = [(path, link) for path in pages for link in page(path).links]
    skipped = Counter(left_out(link) for _, link in links)
    checked = [(path, link) for path, link in links if not left_out(link)]
    faults = [f"{path.relative_to(DOCS)}: {link}: {fault(path, link)}" for path, link in checked if fault(path, link)]
    print(f"{len(pages)} pages, {len(checked)} links, {len(faults)} broken", *faults, sep="\n")
    for reason in filter(None, skipped):
        print(f"SKIPPED: {skipped[reason]} {reason}")
    sys.exit(bool(faults) or not checked)


main()
