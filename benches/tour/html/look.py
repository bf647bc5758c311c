#!/usr/bin/env python3
"""Looks at a report of the tour as a browser draws it: at two widths, light and dark.

    look.py REPORT [--pictures FOLDER] [--json FILE]

It fails where the page is not well-formed or needs anything but itself, and where something is cut off, overlaps
or is too small to read. With --json, which names what the same run wrote, it fails where a rung is missing, too.
With --pictures it saves what it sees. Without a Chromium it says that it skips what takes one.
"""

import argparse
import base64
import json
import os
import pathlib
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree

BROWSERS = ["chromium", "chromium-browser", "google-chrome", "chrome"]
WIDTHS = [1280, 390]
SCHEMES = ["light", "dark"]
# Pixels of a picture, of which there are as many as the page is long.
HEIGHT = 2000
LEAST_LETTERS = 11
# Seconds that a page may take to load, and every answer after that.
PATIENCE = 60

# What is wrong with the page as it is drawn, in lines.
FAULTS = """
(() => {
    const faults = [];
    const text = (node) => node.textContent.trim().slice(0, 50);
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) faults.push(`the page is ${root.scrollWidth} wide`);
    const seen = (node) => node.checkVisibility() && !node.closest('.scroll');
    for (const node of document.querySelectorAll('body *:not(svg *)')) {
        if (!seen(node)) continue;
        if (node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).display !== 'inline')
            faults.push(`${node.localName}.${node.className} is cut off: ${text(node)}`);
        const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
        if (own && parseFloat(getComputedStyle(node).fontSize) < LEAST) faults.push(`small: ${text(node)}`);
    }
    // The corners of a text, turned as it is.
    const corners = (node) => {
        const {x, y, width, height} = node.getBBox(), matrix = node.getScreenCTM();
        return [[x, y], [x + width, y], [x + width, y + height], [x, y + height]]
            .map(([x, y]) => new DOMPoint(x, y).matrixTransform(matrix));
    };
    const overlap = (a, b) => [a, b].every((box) => [0, 1].every((i) => {
        const axis = {x: box[i + 1].x - box[i].x, y: box[i + 1].y - box[i].y};
        const length = Math.hypot(axis.x, axis.y);
        const along = (box) => box.map((p) => (p.x * axis.x + p.y * axis.y) / length);
        const [p, q] = [along(a), along(b)];
        return Math.min(...p) < Math.max(...q) - 2 && Math.min(...q) < Math.max(...p) - 2;
    }));
    for (const svg of document.querySelectorAll('svg')) {
        if (!seen(svg)) continue;
        const edge = svg.getBoundingClientRect();
        const texts = [...svg.querySelectorAll('text')].map((node) => [node, corners(node)]);
        texts.forEach(([node, box], i) => {
            const outside = (p) =>
                p.x < edge.left - 1 || p.x > edge.right + 1 || p.y < edge.top - 1 || p.y > edge.bottom + 1;
            if (box.some(outside))
                faults.push(`a text is cut off: ${text(node)}`);
            const matrix = node.getScreenCTM();
            const letters = parseFloat(getComputedStyle(node).fontSize) * Math.hypot(matrix.a, matrix.b);
            if (letters < LEAST - 0.01) faults.push(`small: ${text(node)}`);
            for (const [other, its] of texts.slice(i + 1))
                if (overlap(box, its)) faults.push(`texts overlap: ${text(node)} / ${text(other)}`);
        });
    }
    for (const axis of document.querySelectorAll('.axis')) {
        const boxes = [...axis.children].map((node) => node.getBoundingClientRect());
        boxes.sort((a, b) => a.left - b.left);
        if (boxes.some((box, i) => i > 0 && box.left < boxes[i - 1].right))
            faults.push(`an axis overlaps: ${text(axis)}`);
    }
    return faults;
})()
"""


class Refused(Exception):
    pass


class Browser:
    """A Chromium without a window, which is told what to do through a pair of pipes."""

    def __init__(self, program):
        # What it writes last may come after the folder is gone.
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        (theirs_in, ours_out), (ours_in, theirs_out) = os.pipe(), os.pipe()

        def pipes():
            # Out of the way first.
            spare = [os.dup(theirs_in), os.dup(theirs_out)]
            os.dup2(spare[0], 3)
            os.dup2(spare[1], 4)

        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe",
             f"--user-data-dir={self.folder.name}", "about:blank"],
            preexec_fn=pipes, close_fds=False, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self.out, self.incoming = os.fdopen(ours_out, "wb"), os.fdopen(ours_in, "rb")
        self.number, self.rest, self.session = 0, b"", None
        # When an answer has to be there; none says that each has time of its own.
        self.deadline = None

    def __enter__(self):
        return self

    def __exit__(self, failure, *_):
        try:
            if failure is None:
                self.call("Browser.close")
                self.process.wait(PATIENCE)
        except (Refused, subprocess.TimeoutExpired):
            # It has shown all there is to see.
            pass
        finally:
            self.process.kill()
            self.process.wait()
            self.folder.cleanup()

    def open(self, page):
        """Waits until a page is there, for as long as there is patience, and no longer."""
        self.deadline = time.monotonic() + PATIENCE
        target = self.call("Target.createTarget", url=page.resolve().as_uri())["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        while not self.is_there():
            if time.monotonic() > self.deadline:
                raise Refused(f"{page} has not loaded for {PATIENCE} seconds")
            time.sleep(0.1)
        self.deadline = None

    def is_there(self):
        try:
            return self.value("location.protocol === 'file:' && document.readyState === 'complete'")
        except Refused:
            # The page before it has just gone.
            return False

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        self.out.write(json.dumps(message).encode() + b"\0")
        self.out.flush()
        deadline = self.deadline or time.monotonic() + PATIENCE
        while True:
            while b"\0" not in self.rest:
                left = max(deadline - time.monotonic(), 0)
                if not select.select([self.incoming], [], [], left)[0]:
                    raise Refused(f"the browser has not answered {method} for {PATIENCE} seconds")
                read = os.read(self.incoming.fileno(), 1 << 20)
                if not read:
                    raise Refused("the browser has ended")
                self.rest += read
            answer, self.rest = self.rest.split(b"\0", 1)
            answer = json.loads(answer)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise Refused(f"{method}: {answer['error']}")
                return answer["result"]

    def value(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            raise Refused(result["exceptionDetails"])
        return result["result"]["value"]

    def show(self, width, scheme):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=HEIGHT, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.value("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))")
        self.value("document.fonts.ready.then(() => 1)")

    def save(self, folder, name, width):
        height = self.value("document.documentElement.scrollHeight")
        for i, top in enumerate(range(0, height, HEIGHT)):
            clip = {"x": 0, "y": top, "width": width, "height": min(HEIGHT, height - top), "scale": 1}
            shot = self.call("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
            (folder / f"{name}-{i:02}.png").write_bytes(base64.b64decode(shot["data"]))


def in_text(page, rows):
    """What can be seen without a browser."""
    try:
        root = xml.etree.ElementTree.fromstring(page)
    except xml.etree.ElementTree.ParseError as error:
        return [f"not well-formed: {error}"]
    faults = [f"not self-contained: {word}" for word in ["<script", "<link", "src=", "@import"] if word in page]
    faults += [f"not self-contained: {link}" for link in re.findall(r"https?:[^\s\"<]*", page)]
    names = {(row["ladder"], row["case"], row["rung"], str(row["members"])) for row in rows}
    shown = {tuple("".join(cell.itertext()) for cell in row)[:4] for row in root.iter("tr")}
    faults += [f"missing: {name}" for name in sorted(names - shown)]
    return faults


def as_drawn(program, report, pictures):
    """What can be seen with one, which is saved if there is a folder for it."""
    faults = []
    with Browser(program) as browser:
        browser.open(report)
        for width in WIDTHS:
            for scheme in SCHEMES:
                browser.show(width, scheme)
                found = browser.value(FAULTS.replace("LEAST", str(LEAST_LETTERS)))
                faults += [f"{width} pixels, {scheme}: {fault}" for fault in found]
                print(f"{width} pixels, {scheme}: {len(found)} faults")
                if pictures:
                    pictures.mkdir(parents=True, exist_ok=True)
                    browser.save(pictures, f"{width}-{scheme}", width)
    return faults


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("report", type=pathlib.Path)
    parser.add_argument("--pictures", type=pathlib.Path)
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    rows = json.loads(arguments.json.read_text())["rows"] if arguments.json else []
    faults = in_text(arguments.report.read_text(), rows)
    print(f"{len(rows)} rungs looked for in the tables")
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        print("SKIPPED: what a browser makes of the report, because there is no Chromium")
    else:
        try:
            faults += as_drawn(program, arguments.report, arguments.pictures)
        except Refused as refusal:
            faults.append(f"{program}: {refusal}")
    for fault in faults:
        print(fault, file=sys.stderr)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
