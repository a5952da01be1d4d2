"""What each kind of problem is called."""

from layers.text import Text

TITLES: dict[str, Text] = {
    "parameter": Text("参数不可接受", "Parameter not accepted"),
    "not-found": Text("没有找到", "Not found"),
    "data-refused": Text("数据被拒绝", "Data refused"),
    "conflict": Text("数据已被修改", "Data changed in between"),
    "unguarded": Text("须说明依据的版本", "Say which version this rests on"),
    "no-plan": Text("没有规划数据", "No plan"),
    "missing-layer": Text("缺少图层数据", "Layer holds no data"),
    "not-computable": Text("无法计算", "Cannot be computed"),
    "database-unavailable": Text("数据库不可用", "Database not available"),
    "compute-unavailable": Text("计算服务不可用", "Computing service not available"),
    "busy": Text("服务繁忙", "Busy"),
    "not-served": Text("服务未启动", "Service not started"),
    "storage-full": Text("存储空间不足", "Insufficient storage"),
    "read-only": Text("目前不能写入", "No changes at present"),
    "schema": Text("数据库表结构不符", "Tables of another version"),
    "timeout": Text("计算超时", "Took too long"),
    "internal": Text("内部错误", "Internal error"),
    "method": Text("方法不可用", "Method not allowed"),
    "too-costly": Text("计算量过大", "Too much to compute"),
    "too-large": Text("请求过大", "Request too large"),
    "too-many": Text("请求过于频繁", "Too many requests"),
    "not-acceptable": Text("格式不可用", "Format not available"),
    "request": Text("请求有误", "Bad request"),
    "host": Text("主机名不被接受", "Host not accepted"),
    "foreign-site": Text("来自其他网站的请求", "Request of another site"),
    "body-type": Text("请求体类型不可接受", "Type of the body not accepted"),
    "malformed-body": Text("请求体格式有误", "Malformed body"),
    "too-slow": Text("请求传送过慢", "Request too slow"),
}
HTTP_SLUGS = {
    404: "not-found",
    405: "method",
    406: "not-acceptable",
    413: "too-large",
    429: "too-many",
    503: "database-unavailable",
}
"""The kind of an error of HTTP by its status."""
