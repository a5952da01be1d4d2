"""The features of a layer: GeoJSON built by PostGIS, and files in every format."""

import json
from dataclasses import dataclass, replace

from flask import Blueprint, Response, current_app, request, url_for
from sqlalchemy import Connection

from app.answers.replies import reply, tag, unchanged
from app.cache import ENTRY_BYTES
from app.compute import Answer
from app.database import current_database
from app.jsonable import dump
from app.language import request_language
from app.params import FORMATS, read_bbox, read_format, read_whole, refuse_unknown
from app.problems.representations import PageChangedError
from app.services.inputs import read_state
from app.services.receipts import VERSION
from app.views.asked import ask
from layers import store
from layers.catalogue import LayerType, layer_type
from layers.formats.json_text import KEY
from layers.text import Text

blueprint = Blueprint("exports", __name__, url_prefix="/api/v1")
ACCEPTED = ("bbox", "limit", "offset", "version", "f", "lang")
FIRST_PAGE = 10_000
GREATEST_OFFSET = 100_000_000
GREATEST_VERSION = 2**53
JSON_FORMATS = ("geojson", "json")
LAYER_FORMATS = (*JSON_FORMATS, "csv", "xlsx", "gpkg")


@dataclass(frozen=True)
class Page:
    """Which features of a layer are asked for, and in which format."""

    slug: str
    layer: LayerType
    form: str
    bbox: tuple[float, float, float, float] | None
    limit: int
    offset: int
    version: int | None = None


@blueprint.get("/areas/<slug>/layers/<layer>")
def read_layer(slug: str, layer: str) -> Response:
    """Return features of a layer, `limit` at a time; files hold the whole layer by default.

    A link to another page names the version of the layer: pages of two versions do not fit.
    """
    page = _read_page(slug, layer_type(layer))
    database = current_database()
    with database.snapshot() as connection:
        state = read_state(connection, slug)
        version = state.versions[page.layer.id]
        _require_same(page, version)
        # Links in the page are absolute: under another name of this machine it is another page.
        etag = tag(VERSION, state.key, version, page, request.host_url)
        same = unchanged(etag)
        if same is not None:
            return same
        key = ("layer", etag)
        body = database.cache.get(key)
        if body is None and page.form in JSON_FORMATS:
            with database.cache.alone(key):  # many may ask at once, and each answer weighs
                body = database.cache.get(key)
                if body is None:
                    body = _write_page(connection, page, version)
                    database.cache.put(key, body, size=len(body) + ENTRY_BYTES)
    name = f"{slug}-{page.layer.id}"
    if body is not None:
        return reply(body, page.form, etag=etag, name=name)
    answer = _ask_file(page, etag)
    response = reply(answer.body, page.form, etag=etag, name=name)
    if answer.losses:
        chinese = request_language() == "zh"
        told = [zh if chinese else en for zh, en in answer.losses]
        response.headers["Shequ-Losses"] = json.dumps(told)
    return response


def _require_same(page: Page, version: int) -> None:
    if page.version not in {None, version}:
        asked = replace(page, version=None)
        raise PageChangedError(
            layer=page.layer.id, asked=page.version, now=version, first=_link(asked, 0)
        )


def _ask_file(page: Page, etag: str) -> Answer:
    """Return the features as a file, which is written where analyses are computed."""
    values = {
        "area": page.slug,
        "layer": page.layer.id,
        "form": page.form,
        "bbox": page.bbox,
        "limit": page.limit,
        "offset": page.offset,
        "etag": etag,
        "language": request_language(),
    }
    return ask("layer", values, key=tag("layer", etag))


def _read_page(slug: str, kind: LayerType) -> Page:
    arguments = request.args
    refuse_unknown(arguments, ACCEPTED)
    form = read_format(arguments.get("f"), LAYER_FORMATS, accept=request.headers.get("Accept", ""))
    most = int(current_app.config["PAGE_LIMIT"])
    first = min(FIRST_PAGE, most) if form in JSON_FORMATS else GREATEST_OFFSET
    limits = (1, most if form in JSON_FORMATS else GREATEST_OFFSET)
    return Page(
        slug,
        kind,
        form,
        bbox=read_bbox(arguments.get("bbox")),
        limit=read_whole("limit", arguments.get("limit"), default=first, limits=limits),
        offset=read_whole(
            "offset", arguments.get("offset"), default=0, limits=(0, GREATEST_OFFSET)
        ),
        version=_version(arguments.get("version")),
    )


def _version(text: str | None) -> int | None:
    if text is None:
        return None
    return read_whole("version", text, default=0, limits=(0, GREATEST_VERSION))


def _write_page(connection: Connection, page: Page, version: int) -> bytes:
    text = store.layer_geojson(
        connection,
        page.slug,
        page.layer.id,
        bbox=page.bbox,
        limit=page.limit,
        offset=page.offset,
    )
    matched = store.count_features(connection, page.slug, page.layer.id, bbox=page.bbox)
    return _with_links(text, replace(page, version=version), matched).encode()


def _with_links(text: str, page: Page, matched: int) -> str:
    """Add the counts and the links to the neighboring pages (OGC API Features) to a collection."""
    returned = max(0, min(page.limit, matched - page.offset))
    links = [_relation("self", replace(page, version=None), page.offset)]
    if page.offset + returned < matched and returned:
        links.append(_relation("next", page, page.offset + page.limit))
    if page.offset:
        links.append(_relation("prev", page, max(0, page.offset - page.limit)))
    if returned < matched:
        links.append(_whole(page, matched))
    more = {
        KEY: "id",
        "numberMatched": matched,
        "numberReturned": returned,
        "version": page.version,
        "links": links,
    }
    return f"{text.rstrip()[:-1]},{dump(more)[1:]}"


def _relation(name: str, page: Page, offset: int) -> dict[str, str]:
    return {"rel": name, "type": FORMATS[page.form], "href": _link(page, offset)}


def _whole(page: Page, matched: int) -> dict[str, str]:
    """Return the link to a file of all that is asked for, for those who follow no pages."""
    title = Text(
        "本页不是全部；此文件含全部 {count} 个要素",
        "this page is not the whole; this file holds {count:feature|features}, all there are",
    )
    href = url_for(
        ".read_layer",
        slug=page.slug,
        layer=page.layer.id,
        bbox=_box(page),
        f="gpkg",
        _external=True,
    )
    told = title.in_language(request_language(), count=matched)
    return {"rel": "enclosure", "type": FORMATS["gpkg"], "href": href, "title": told}


def _box(page: Page) -> str | None:
    return ",".join(f"{value:.9g}" for value in page.bbox) if page.bbox else None


def _link(page: Page, offset: int) -> str:
    return url_for(
        ".read_layer",
        slug=page.slug,
        layer=page.layer.id,
        bbox=_box(page),
        limit=page.limit,
        offset=offset,
        version=page.version,
        f=page.form,
        _external=True,
    )
