"""Parameter Store tells who changed a parameter, when to the millisecond, and sends the event that AWS sends."""

import json
import logging
import math
import time

from ministack.core.iam_evaluator import caller_arn
from ministack.services import eventbridge, ssm

logger = logging.getLogger("sst-vault")
offset_seconds = 0.0  # set by the control route: what Parameter Store takes as now, less the real now


def tell_time_in_milliseconds():
    """Gap: LastModifiedDate has microseconds; AWS has milliseconds. The clock offset moves it and the events' time."""
    ssm._now_epoch = lambda: math.floor((time.time() + offset_seconds) * 1000) / 1000
    real_event_time = eventbridge._event_time_string

    def event_time(event):
        if event.get("Source") == "aws.ssm" and offset_seconds:
            event = {**event, "Time": int(event["Time"] + offset_seconds)}
        return real_event_time(event)

    eventbridge._event_time_string = event_time


def send_events_and_name_writers():
    """Gap: MiniStack sends no event for a change of a parameter, and every writer is root.

    The four functions are what the API and CloudFormation both call, so no change escapes.
    """
    put, delete, delete_many, label = (
        ssm._put_parameter, ssm._delete_parameter, ssm._delete_parameters, ssm._label_parameter_version)

    def put_parameter(request):
        operation = "Update" if request.get("Name") in ssm._parameters else "Create"
        answer = put(request)
        if answer[0] == 200:
            ssm._parameter_history[request["Name"]][-1]["LastModifiedUser"] = caller_arn()
            _announce(operation, ssm._parameters[request["Name"]])
        return answer

    def delete_parameter(request):
        _, parameter = ssm._lookup_parameter(request.get("Name"))
        answer = delete(request)
        if answer[0] == 200:
            _announce("Delete", parameter)
        return answer

    def delete_parameters(request):
        found = {name: ssm._lookup_parameter(name)[1] for name in request.get("Names", [])}
        answer = delete_many(request)
        if answer[0] == 200:
            for name in json.loads(answer[2])["DeletedParameters"]:
                _announce("Delete", found[name])
        return answer

    def label_parameter_version(request):
        answer = label(request)
        if answer[0] == 200:
            _announce("LabelParameterVersion", ssm._parameters[request["Name"]])
        return answer

    ssm._put_parameter, ssm._delete_parameter = put_parameter, delete_parameter
    ssm._delete_parameters, ssm._label_parameter_version = delete_parameters, label_parameter_version
    ssm._describe_parameters = _amended(ssm._describe_parameters, "LastModifiedUser")
    ssm._get_parameter_history = _amended(ssm._get_parameter_history, "AllowedPattern")


def _amended(read, field):
    """Gap: DescribeParameters calls every writer root, GetParameterHistory leaves out AllowedPattern."""

    def amended(request):
        status, headers, body = read(request)
        if status != 200:
            return status, headers, body
        answer = json.loads(body)
        for shown in answer["Parameters"]:
            entry = next(e for e in ssm._parameter_history[shown["Name"]] if e["Version"] == shown["Version"])
            if entry.get(field):
                shown[field] = entry[field]
        return status, headers, json.dumps(answer).encode()

    return amended


def _announce(operation, parameter):
    """The change event: no value, no version, no user, and no description where there is none."""
    detail = {"operation": operation, "name": parameter["Name"], "type": parameter["Type"]}
    if parameter.get("Description"):
        detail["description"] = parameter["Description"]
    send("Parameter Store Change", detail, [parameter["ARN"]])


def send(detail_type, detail, resources):
    """An event of Parameter Store's on the default bus."""
    entry = {"Source": "aws.ssm", "DetailType": detail_type, "Detail": json.dumps(detail), "Resources": resources}
    try:
        eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)
    except Exception:  # the change is done; a target in trouble must not turn it into an error
        logger.exception("could not send %s", detail_type)
