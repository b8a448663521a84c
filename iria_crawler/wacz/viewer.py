"""ReplayWeb.page beside a WACZ, so that a browser and any web server show it. AGPL: fetched on request, not ours."""

import base64
import hashlib
import html
import json
import os
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from iria_crawler.errors import IriaError
from iria_crawler.wacz.package import MANIFEST
from iria_crawler.whole import whole

VARIABLE = "IRIA_REPLAYWEBPAGE"
FOLDER = "replay"
_NAME, _VERSION = "replaywebpage", "2.4.6"
_SHA512 = "uG50jESRld0p+fY7+nUxIWl7hvfimreNjSmaNkc/a9a8gBdmb7PH4J42Iib+vgk9KrHd0HLScVT++LgqV5fwpQ=="
_FILES = ("ui.js", "sw.js", "LICENSE")
_SECONDS = 300
_HELP = f"or name the folder of an unpacked {_NAME} {_VERSION} in {VARIABLE}"


def fetch() -> Mapping[str, bytes]:
    """The files of the viewer, from the folder that a variable names or by npm; raises `IriaError` without either."""
    if named := os.environ.get(VARIABLE):
        return _read(Path(named))
    npm = shutil.which("npm")
    if not npm:
        raise IriaError(f"the viewer is fetched by npm, which is not here; install it, {_HELP}")
    with TemporaryDirectory() as place:
        command = [npm, "pack", "--silent", f"{_NAME}@{_VERSION}"]
        try:
            done = subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=_SECONDS, check=False)
        except subprocess.TimeoutExpired as problem:
            raise IriaError(f"npm did not bring the viewer within {_SECONDS} seconds; try again, {_HELP}") from problem
        files = list(Path(place).glob("*.tgz"))
        if done.returncode or not files:
            why = (done.stderr.strip() or "without a word").splitlines()[0]
            raise IriaError(f"npm does not bring the viewer ({why}); try again, {_HELP}")
        _unpack(files[0], Path(place))
        return _read(Path(place) / "package")


def put(viewer: Mapping[str, bytes], wacz: Path) -> Path:
    """Put the viewer beside a WACZ; gives the page to open, which needs a web server, be it on this machine."""
    for name, data in viewer.items():
        with whole(wacz.parent / FOLDER / name) as file:
            file.write(data)
    with zipfile.ZipFile(wacz) as packed:
        about = json.loads(packed.read(MANIFEST))
    start = f' url="{html.escape(about["mainPageUrl"])}"' if "mainPageUrl" in about else ""
    page = wacz.with_suffix(".html")
    with whole(page) as file:
        said = {"title": html.escape(about["title"]), "wacz": html.escape(quote(wacz.name)), "folder": FOLDER}
        file.write(_PAGE.format(**said, start=start).encode())
    return page


def _unpack(path: Path, place: Path) -> None:
    found = base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()
    if found != _SHA512:
        raise IriaError(f"npm brought another {_NAME} {_VERSION} than the one that is known here; not used")
    with tarfile.open(path) as packed:
        for name in _FILES:
            packed.extract(f"package/{name}", place, filter="data")


def _read(folder: Path) -> Mapping[str, bytes]:
    try:
        return {name: (folder / name).read_bytes() for name in _FILES}
    except OSError as problem:
        raise IriaError(f"{folder} has no {Path(problem.filename).name} of ReplayWeb.page") from problem


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>html, body {{ height: 100%; margin: 0 }} replay-web-page {{ display: block; height: 100% }}</style>
<script src="{folder}/ui.js"></script>
</head>
<body>
<replay-web-page source="{wacz}"{start} replayBase="{folder}/" embed="full" deepLink></replay-web-page>
<noscript>The pages of {wacz} are shown by scripts, which are switched off.</noscript>
</body>
</html>
"""
