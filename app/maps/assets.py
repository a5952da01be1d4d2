"""Local addresses for the scripts and style sheets that folium would load from other hosts."""

from dataclasses import dataclass

from branca.element import Figure

# By the name folium gives the link. Each is served from app/static/vendor.
LOCAL = {
    "leaflet": "leaflet/leaflet.js",
    "leaflet_css": "leaflet/leaflet.css",
    "L.Control.Layers.Tree.min.js": "tree/tree.js",
    "L.Control.Layers.Tree.min.css": "tree/tree.css",
    "Control.Fullscreen.js": "fullscreen/fullscreen.js",
    "Control.FullScreen.css": "fullscreen/fullscreen.css",
}
# Folium links these on every map; nothing that we draw uses them.
UNUSED = frozenset(
    {
        "jquery",
        "bootstrap",
        "bootstrap_css",
        "awesome_markers",
        "awesome_markers_css",
        "awesome_markers_font_css",
        "awesome_rotate_css",
        "glyphicons_css",
    }
)


class UnknownAssetError(LookupError):
    """A folium part links a file that we do not serve ourselves."""


@dataclass(frozen=True)
class Assets:
    """Paths below the vendor folder, in the order in which they must be loaded."""

    styles: tuple[str, ...]
    scripts: tuple[str, ...]


def local_assets(figure: Figure) -> Assets:
    """Return the local files for everything that a rendered figure links.

    Raises
    ------
    UnknownAssetError
        The figure links a file that is neither served here nor known to be unused.
    """
    styles: list[str] = []
    scripts: list[str] = []
    for name, link in figure.header.to_dict(depth=1)["children"].items():
        if "url" not in link or name in UNUSED:
            continue
        if name not in LOCAL:
            raise UnknownAssetError(f"{name}: {link['url']} has no copy in the vendor folder")
        (scripts if LOCAL[name].endswith(".js") else styles).append(LOCAL[name])
    return Assets(tuple(styles), tuple(scripts))
