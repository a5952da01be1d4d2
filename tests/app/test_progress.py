from app.progress import heard_by, tell
from spatial.siting.problem import Progress

STEP = Progress(seconds=1.0, objective=2.0, bound=3.0, gap=0.5)


def test_progress_reaches_the_door_that_listens_and_no_other() -> None:
    outer, inner = [], []
    tell(STEP)
    with heard_by(outer.append):
        tell(STEP)
        with heard_by(inner.append):
            tell(STEP)
        tell(STEP)
    tell(STEP)
    assert (outer, inner) == ([STEP, STEP], [STEP])
