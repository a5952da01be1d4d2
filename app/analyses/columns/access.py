"""The columns of results that measures of access and evenness add."""

from app.analyses.ground.model import ResultColumn
from layers.text import Text


def access_columns() -> dict[str, ResultColumn]:
    """Return title, unit and decimals of each."""
    folds = {1: ("一", "one"), 2: ("两", "two"), 3: ("三", "three")}
    return {
        "access_cost": ResultColumn(
            Text("路程与拥挤（越小越好）", "Way and crowd, less is better"), "", 3
        ),
        "enough_at_m": ResultColumn(
            Text("达到所需供给的距离", "Distance at which enough is reached"), "m", 0
        ),
        "enough_share": ResultColumn(
            Text("范围内供给足够的人口占比", "Share with enough in reach"), "%", 1, share=True
        ),
        "level_of_service": ResultColumn(
            Text("分摊的服务水平（每千人）", "Level of service apportioned, per 1,000"), "", 3
        ),
        **{
            f"fold_{number}_share": ResultColumn(
                Text(f"范围内有{zh}处以上的人口占比", f"Share with {en} or more in reach"),
                "%",
                1,
                share=True,
            )
            for number, (zh, en) in folds.items()
        },
        "g_z": ResultColumn(Text("Getis-Ord G* 的 z 值", "z of Getis-Ord G*"), "", 3),
        "hot": ResultColumn(Text("热点（单元数）", "Hot spots (units)"), "", 0),
        "cold": ResultColumn(Text("冷点（单元数）", "Cold spots (units)"), "", 0),
        "concentration": ResultColumn(Text("集中指数", "Concentration index"), "", 4),
        "concentration_corrected": ResultColumn(
            Text("校正集中指数", "Concentration index, corrected"), "", 4
        ),
    }
