"""Why the service does not start or ends: what restarting does not mend."""

from layers.errors import LayerError
from layers.text import Text


class NotServedError(LayerError):
    """A part of the service ended by itself and would again, or never answered."""

    message = Text("服务未能启动：{reason}", "the service did not start: {reason}")
