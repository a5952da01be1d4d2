"""Heavy work in processes of its own: bounded in number, memory and time, and shared by all.

Begin with `client` (how an answer is asked for) and `tasks` (what can be asked). `python -m
app.compute` is the broker with its computing processes; `flask serve` keeps it alive.
"""

from app.compute.client import BrokerCompute, Compute, LocalCompute, Question
from app.compute.tasks import TASKS, Answer

__all__ = ["TASKS", "Answer", "BrokerCompute", "Compute", "LocalCompute", "Question"]
