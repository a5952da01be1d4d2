"""Why a computation was not done or not finished: each with the status that the web answers."""

from typing import Any

from layers.errors import LayerError
from layers.text import Text

RETRY_SECONDS = 5


class ComputeError(LayerError):
    """A computation did not give an answer; `retry_after` in seconds where asking again helps."""

    def __init__(self, *, retry_after: int | None = None, **details: Any) -> None:
        super().__init__(**details)
        self.retry_after = retry_after


class BusyError(ComputeError):
    """The queue is full, or the question waited in it for too long."""

    message = Text(
        "计算任务已排满，请在 {seconds} 秒后重试",
        "all computing processes are busy and the queue is full; ask again in {seconds} s",
    )

    def __init__(self, *, retry_after: int = RETRY_SECONDS) -> None:
        super().__init__(retry_after=retry_after, seconds=retry_after)


class TooManyQuestionsError(ComputeError):
    """One client has too many questions waiting."""

    message = Text(
        "您已有 {waiting} 个计算任务在排队，请等它们完成，或在 {seconds} 秒后重试",
        "{waiting:computation of yours is|computations of yours are} waiting already; let them"
        " finish, or ask again in"
        " {seconds} s",
    )

    def __init__(self, *, waiting: int, retry_after: int = RETRY_SECONDS) -> None:
        super().__init__(retry_after=retry_after, seconds=retry_after, waiting=waiting)


class ComputeUnavailableError(ComputeError):
    """The computing processes do not answer: they are being started again."""

    message = Text(
        "计算服务正在重新启动，请在 {seconds} 秒后重试",
        "the computing service is starting again; ask again in {seconds} s",
    )

    def __init__(self, *, retry_after: int = RETRY_SECONDS) -> None:
        super().__init__(retry_after=retry_after, seconds=retry_after)


class TooSlowError(ComputeError):
    """The computation was ended at its limit of time."""

    message = Text(
        "计算超过了 {seconds} 秒的时限，已中止；若服务器正忙，请稍后再试，"
        "或缩小范围、半径或网格密度；"
        "命令行（flask analyze）没有时限",
        "the computation was ended at its limit of {seconds} s; ask again where the machine was"
        " busy, or ask for a smaller extent, a smaller radius or a coarser grid; the command line"
        " (flask analyze) has no such limit",
    )


class OutOfMemoryError(ComputeError):
    """The computation was ended at its limit of memory."""

    message = Text(
        "计算所需内存超过了 {megabytes} MB 的上限，已中止；请缩小范围、半径或网格密度",
        "the computation was ended at its limit of {megabytes} MB of memory; ask for a smaller"
        " extent, a smaller radius or a coarser grid",
    )


class AnswerTooLongError(ComputeError):
    """The answer has more bytes than one may have."""

    message = Text(
        "结果超过 {megabytes} MB 的上限；请缩小范围、减少行数（limit）或改用命令行",
        "the answer is longer than {megabytes} MB; ask for a smaller extent or fewer rows (limit),"
        " or use the command line",
    )


class CrashedError(ComputeError):
    """The computing process ended by itself; a new one has taken its place."""

    message = Text(
        "计算进程意外结束，已记录在日志中；其他计算不受影响",
        "the computing process ended unexpectedly, which has been logged; others are not affected",
    )
