"""One feature at a time: read with its tag, checked as at import, changed, and taken back.

Begin with `read_feature` and `examine_draft`; `steps` walks a feature back and forward through its
own history, whoever else edits the layer meanwhile.
"""

from layers.edits.drafts import Draft, Examined, FeatureRefusedError, examine_draft
from layers.edits.reading import (
    FeatureChange,
    StoredFeature,
    feature_history,
    read_feature,
)
from layers.edits.steps import FeatureStep, NoStepError, next_step
from layers.edits.writing import (
    FeatureChangedError,
    add_feature,
    change_feature,
    remove_feature,
    step_feature,
)

__all__ = [
    "Draft",
    "Examined",
    "FeatureChange",
    "FeatureChangedError",
    "FeatureRefusedError",
    "FeatureStep",
    "NoStepError",
    "StoredFeature",
    "add_feature",
    "change_feature",
    "examine_draft",
    "feature_history",
    "next_step",
    "read_feature",
    "remove_feature",
    "step_feature",
]
