"""The texts that the scripts of a page show, in the language of the request."""

from flask_babel import gettext as _

from app.analyses.scenario.scenario_edits import EDIT_KINDS
from app.language import request_language


def script_texts() -> dict[str, str]:
    """Return every text by the key under which the scripts ask for it."""
    return {**_map_texts(), **_result_texts(), **_values()}


def _map_texts() -> dict[str, str]:
    return {
        "noData": _("no data"),
        "yes": _("yes"),
        "no": _("no"),
        "met": _("met"),
        "notMet": _("not met"),
        "total": _("Total"),
        "legend": _("Legend"),
        "served": _("Served"),
        "unserved": _("Not served"),
        "areaBorder": _("Area boundary"),
        "partDrawn": _(
            "%(layer)s: %(drawn)s of %(all)s drawn; zoom in to see the others.",
            layer="%(layer)s",
            drawn="%(drawn)s",
            all="%(all)s",
        ),
        "wholeLayer": _("All as a file"),
        "zoomIn": _("Zoom in"),
        "zoomOut": _("Zoom out"),
        "north": _("North is up"),
        "northLetter": _("N"),
        "measure": _("Measure a distance or an area"),
        "measureHint": _("Click points on the map; Esc ends"),
        "computing": _("Computing …"),
        "ready": _("Up to date"),
        "failed": _("The request failed (status %(status)s)", status="%(status)s"),
        "unreachable": _("The service cannot be reached; check the connection and try again"),
        "people": _("people"),
        "kpiPopulation": _("Population covered"),
        "kpiOf": _("%(part)s of %(whole)s [person|people]", part="%(part)s", whole="%(whole)s"),
        "kpiOfPlaces": _(
            "%(part)s of %(whole)s [place|places]", part="%(part)s", whole="%(whole)s"
        ),
        "kpiUnserved": _("Population not covered"),
        "kpiArea": _("Area covered"),
        "kpiOfArea": _("%(part)s of %(whole)s ha", part="%(part)s", whole="%(whole)s"),
        "kpiResidential": _("Residential land covered"),
        "kpiResidentialNote": _("coverage rate of GB/T 51346"),
        "kpiFacilities": _("Facilities counted"),
        "kpiOutside": _("%(count)s outside the area", count="%(count)s"),
        "kpiNearest": _("Distance to the nearest, median"),
        "kpiP90": _("90th percentile %(distance)s", distance="%(distance)s"),
        "kpiPeople": _("of %(count)s [person|people]", count="%(count)s"),
        "kpiOverlap": _("%(area)s ha of overlap counted once", area="%(area)s"),
        "kpiRules": _("Rules checked"),
        "kpiUnits": _("in %(count)s [unit|units]", count="%(count)s"),
        "radiusOfStandard": _("Back to the radius of the standard"),
        "radiusUnruled": _("Back to 500 m: no standard names a radius"),
        "radiusTaken": _("500 m, as no standard names a radius"),
        "shownFailed": _(
            "This page could not show the answer (%(message)s)", message="%(message)s"
        ),
        "tabCoverage": _("Coverage"),
        "tabGreen": _("Green space"),
        "tabGaps": _("Gaps"),
        "unmetRules": _("Rules not met"),
        "allRules": _("All rules"),
        "required": _("required"),
        "noThreshold": _("no threshold"),
        "verified": _("verified"),
        "to be checked": _("to be checked"),
    }


def _result_texts() -> dict[str, str]:
    return {
        "consistent": _("consistent"),
        "inconsistent": _("inconsistent"),
        "undecided": _("cannot be decided"),
        "perUnit": _("by %(unit)s", unit="%(unit)s"),
        "rowCount": _("%(count)s [row|rows]", count="%(count)s"),
        "allColumns": _("All columns"),
        "fewColumns": _("Fewer columns"),
        "beforeAfter": _("Before and after"),
        "before": _("Before"),
        "after": _("After"),
        "change": _("Change"),
        "figure": _("Figure"),
        "points": _("%(change)s percentage points", change="%(change)s"),
        "between": _("at least %(low)s, at most %(high)s", low="%(low)s", high="%(high)s"),
        "meanOf": _("%(what)s, mean", what="%(what)s"),
        "notes": _("Please note"),
        "standardTaken": _(
            "Of the usual standard nothing can be judged here; shown is %(standard)s",
            standard="%(standard)s",
        ),
        "notComputed": _("Not computed"),
        "newSite": _("New site"),
        "keptSite": _("Facility that stays"),
        "fixZone": _("One new facility anywhere in here is enough"),
        "fixLink": _("Street to open"),
        "editMark": _("Edit of the scenario"),
        "place": _("The place asked about"),
        "placeHint": _("Click the map to ask about another one"),
        "lorenz": _("How evenly it is spread: Lorenz curve"),
        "lorenzPeople": _("Share of the people, from least to most"),
        "lorenzShare": _("Share of what is measured"),
        "lorenzNote": _("On the dashed line everybody has the same."),
        "receipt": _("Receipt"),
        "receiptNote": _("What the figures rest on; they can be computed again from it."),
        "receiptWhen": _("Computed at"),
        "receiptCrs": _("Coordinate system"),
        "receiptSoftware": _("Program"),
        "receiptResult": _("Fingerprint of the result"),
        "receiptInput": _("Data and standards"),
        "receiptVersion": _("Version"),
        "receiptCount": _("Features"),
        "receiptPrint": _("Fingerprint"),
        "receiptCheck": _("Compute again and compare"),
        "receiptSave": _("Save the receipt"),
        "receiptSame": _("The same result to the last digit"),
        "receiptOther": _("The result differs: an input has changed"),
    }


def _values() -> dict[str, str]:
    """Return what the codes in rows are called, such as the kind of a site."""
    spoken = request_language()
    return {
        "value:new": _("new"),
        "value:kept": _("kept"),
        "value:optimal": _("proven optimal"),
        "value:time limit": _("stopped by the time limit"),
        "value:sites": _("new facilities"),
        "value:zone": _("one facility in this zone"),
        "value:link": _("a street opened"),
        "value:to be checked": _("to be checked"),
        "value:verified": _("verified"),
        "value:boundary": _("inside the border"),
        "value:share": _("shared around"),
        "value:reach": _("within reach"),
        **{f"value:{kind}": edit.title.in_language(spoken) for kind, edit in EDIT_KINDS.items()},
        "noRows": _("The result has no rows; the totals are below."),
        "moreRows": _("the first 500 of %(count)s rows; files hold all", count="%(count)s"),
    }
