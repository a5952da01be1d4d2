from typing import get_args

import numpy as np

from spatial import arrays

HELD = {
    "Floats": np.float64,
    "Ints": np.int64,
    "ShortInts": np.int32,
    "Rows": np.int64,
    "Indices": np.intp,
    "Flags": np.bool_,
    "Shapes": np.object_,
}


def test_each_name_says_what_its_arrays_hold():
    assert sorted(HELD) == arrays.__all__
    for name, kind in HELD.items():
        (_, dtype) = get_args(getattr(arrays, name))
        assert get_args(dtype) == (kind,)
