"""The causes of problems that lie in streets and in what tags say of streets and greens."""

from layers.causes.model import Cause, cause

STREETS: dict[str, Cause] = {
    "streets_unjoined": cause(
        "道路分成 {parts} 片，{share} 的长度不与最大的一片相连；"
        "{crossings} 处相交或相接而没有公共顶点：步行不能由此转弯",
        "the streets fall into {parts:part|parts}, {share} of their length outside the largest;"
        " {crossings:pair crosses or meets|pairs cross or meet} without a shared vertex:"
        " nobody can turn there",
        "如这些相交处是路口，请加 --node-crossings 重新导入（不同 layer、桥、隧道不相连）",
        "where they are junctions import again with --node-crossings (layers, bridges and tunnels"
        " stay apart)",
    ),
    "streets_apart": cause(
        "道路分成 {parts} 片，{share} 的长度不与最大的一片相连",
        "the streets fall into {parts:part|parts}, {share} of their length outside the largest",
        "请检查缺失的路段或未接上的端点",
        "look for missing stretches and for ends that do not quite meet",
    ),
    "streets_noded": cause(
        "在 {count} 处相交或相接的道路上加入了公共顶点（端点移动不超过 1 米）",
        "{count:pair|pairs} of streets that cross or meet got a shared vertex (ends moved by 1 m at"
        " most)",
        "在地图上核对立交处",
        "check on the map where one passes over the other",
    ),
    "areas_crossed": cause(
        "{count} 处可步行的面（广场等）按边线和入口之间的直线通行",
        "{count:area that people walk over (plazas) is|areas that people walk over (plazas) are}"
        " their edge and the straight ways between"
        " the places where streets enter",
        "如不可穿行，请把 area 设为 no，或把 walkable 设为否",
        "set area to no, or walkable to no, where nobody crosses",
    ),
    "streets_closed": cause(
        "{count} 条道路没有“可步行”字段，按其标签（highway、foot、access 等）{closed} 条不可步行",
        "{count:street does|streets do} not say whether people walk there: by their tags"
        " (highway, foot,"
        " access) {closed} are closed to walkers",
        "如有不符，请在文件中加入 walkable 列",
        "add a column walkable to the file where that is wrong",
    ),
    "green_classes_by_tags": cause(
        "{count} 处绿地没有类型（green_class），按其标签（{tags}）定出 {taken} 处的类型",
        "{count:green space states|green spaces state} no class (green_class): that of"
        " {taken} was taken"
        " from their"
        " tags ({tags})",
        "如有不符，请在文件中加入 green_class 列",
        "add a column green_class to the file where that is wrong",
    ),
}
