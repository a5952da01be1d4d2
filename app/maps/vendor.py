"""Copy the front-end parts we serve ourselves from `node_modules` to `app/static/vendor`."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "app" / "static" / "vendor"
MODULES = ROOT / "node_modules"
FONT = "@fontsource-variable/noto-sans-sc"
PARTS = {
    "leaflet/leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet/leaflet.css": "leaflet/dist/leaflet.css",
    "leaflet/images/layers.png": "leaflet/dist/images/layers.png",
    "leaflet/images/layers-2x.png": "leaflet/dist/images/layers-2x.png",
    "leaflet/images/marker-icon.png": "leaflet/dist/images/marker-icon.png",
    "leaflet/LICENSE": "leaflet/LICENSE",
    "tree/tree.js": "leaflet.control.layers.tree/L.Control.Layers.Tree.js",
    "tree/tree.css": "leaflet.control.layers.tree/L.Control.Layers.Tree.css",
    "tree/LICENSE": "leaflet.control.layers.tree/LICENSE",
    "fullscreen/fullscreen.js": "leaflet.fullscreen/Control.FullScreen.js",
    "fullscreen/fullscreen.css": "leaflet.fullscreen/Control.FullScreen.css",
    "fullscreen/icon-fullscreen.svg": "leaflet.fullscreen/icon-fullscreen.svg",
    "fullscreen/LICENSE": "leaflet.fullscreen/LICENSE.md",
    "fonts/noto-sans-sc.css": f"{FONT}/index.css",
    "fonts/LICENSE": f"{FONT}/LICENSE",
}
FONT_FILES = "files/*-wght-normal.woff2"


class MissingPartError(FileNotFoundError):
    """A front-end part has not been installed."""


def copies(modules: Path = MODULES) -> Iterator[tuple[Path, str]]:
    """Yield every file to be copied, with its place below the vendor folder."""
    for target, source in PARTS.items():
        yield modules / source, target
    for path in sorted((modules / FONT).glob(FONT_FILES)):
        yield path, f"fonts/files/{path.name}"


def copy_parts(modules: Path = MODULES, folder: Path = FOLDER) -> int:
    """Copy the parts that are missing or different in `folder`; return how many were copied.

    Raises
    ------
    MissingPartError
        A part is not in `modules`; the message says how to install it.
    """
    copied = 0
    for source, target in copies(modules):
        if not source.is_file():
            raise MissingPartError(f"{source} is missing: run `npm ci` first")
        place = folder / target
        if place.is_file() and place.read_bytes() == source.read_bytes():
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, place)
        copied += 1
    return copied


if __name__ == "__main__":
    sys.stdout.write(f"{copy_parts()} front-end files copied to {FOLDER}\n")
