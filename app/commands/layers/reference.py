"""flask reference load."""

from app.answers.terminal import CommandGroup, Terminal, json_option
from app.database import current_database
from app.services.district import load_reference
from layers.catalogue import LAYER_TYPES
from layers.text import Text

BUILDING = Text("生成并载入示范区", "building and loading the reference district")
LOADED = Text(
    "示范区已载入（合成数据）：{count} 个要素",
    "reference district loaded (synthetic): {count:feature|features}",
)
group = CommandGroup("reference", "The reference district: load.")


@group.command("load")
@json_option
def load(out: Terminal) -> None:
    """Build the reference district `dongcheng` and load it in place of an earlier one."""
    with (
        current_database() as database,
        out.progress(BUILDING, total=len(LAYER_TYPES) + 1) as step,
    ):
        statuses = load_reference(database, step=step)
    if out.as_json:
        out.json([vars(status) for status in statuses])
    else:
        out.say(LOADED, count=sum(status.feature_count for status in statuses))
