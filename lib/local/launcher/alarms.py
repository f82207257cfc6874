"""An alarm looks at its own metric only."""

from ministack.services import cloudwatch


def look_at_own_dimensions():
    """Gap: an alarm adds up the metric of that name whatever its dimensions: one function's calls set off another's."""
    evaluate = cloudwatch._evaluate_alarm

    def evaluate_alarm(alarm):
        everything = cloudwatch._metrics
        cloudwatch._metrics = _Of(everything, {d["Name"]: d["Value"] for d in alarm.get("Dimensions") or []})
        try:
            return evaluate(alarm)
        finally:
            cloudwatch._metrics = everything

    cloudwatch._evaluate_alarm = evaluate_alarm


class _Of:
    """What the evaluation reads of the metrics: those with exactly these dimensions."""

    def __init__(self, metrics, dimensions):
        self.metrics, self.dimensions = metrics, dimensions

    def items(self):
        return [(key, points) for key, points in self.metrics.items()
                if points and (points[0].get("Dimensions") or {}) == self.dimensions]
