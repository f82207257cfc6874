"""Parameter Store tells who changed a parameter, when to the millisecond, and sends the events that AWS sends."""

import copy
import json
import logging
import math
import time
from datetime import datetime, timezone

from ministack.core.iam_evaluator import caller_arn
from ministack.core.responses import get_account_id, get_region, new_uuid
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
            _record("PutParameter", request, answer)
        return answer

    def delete_parameter(request):
        _, parameter = ssm._lookup_parameter(request.get("Name"))
        answer = delete(request)
        if answer[0] == 200:
            _announce("Delete", parameter)
            _record("DeleteParameter", request, None)
        return answer

    def delete_parameters(request):
        found = {name: ssm._lookup_parameter(name)[1] for name in request.get("Names", [])}
        answer = delete_many(request)
        if answer[0] == 200:
            for name in json.loads(answer[2])["DeletedParameters"]:
                _announce("Delete", found[name])
            _record("DeleteParameters", request, answer)
        return answer

    def label_parameter_version(request):
        answer = label(request)
        if answer[0] == 200:
            _announce("LabelParameterVersion", ssm._parameters[request["Name"]])
            _record("LabelParameterVersion", request, answer)
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
    _send("Parameter Store Change", detail, [parameter["ARN"]])


def _record(action, request, answer):
    """The CloudTrail event of the same call, as a trail would send it (there, minutes later), values masked."""
    request = copy.deepcopy(request)
    if "Value" in request:
        request["Value"] = "HIDDEN_DUE_TO_SECURITY_REASONS"
    now = datetime.fromtimestamp(time.time() + offset_seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    _send("AWS API Call via CloudTrail", {
        "eventVersion": "1.11",
        "userIdentity": _identity(caller_arn()),
        "eventTime": now,
        "eventSource": "ssm.amazonaws.com",
        "eventName": action,
        "awsRegion": get_region(),
        "sourceIPAddress": "127.0.0.1",
        "userAgent": "local",
        "requestParameters": _camel(request),
        "responseElements": _camel(json.loads(answer[2])) if answer else None,
        "requestID": new_uuid(),
        "eventID": new_uuid(),
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": get_account_id(),
        "eventCategory": "Management",
    }, [])


def _identity(arn):
    account, resource = arn.split(":", 5)[4:]
    kind, _, rest = resource.partition("/")
    identity = {"arn": arn, "accountId": account}
    if kind == "assumed-role":
        role = rest.split("/")[0]
        role_arn = f"arn:aws:iam::{account}:role/{role}"
        issuer = {"type": "Role", "arn": role_arn, "accountId": account, "userName": role}
        return {"type": "AssumedRole", **identity, "sessionContext": {"sessionIssuer": issuer}}
    if kind == "user":
        return {"type": "IAMUser", **identity, "userName": rest.rsplit("/", 1)[-1]}
    return {"type": "Root", **identity}


def _camel(value):
    if isinstance(value, dict):
        return {key[0].lower() + key[1:]: _camel(inner) for key, inner in value.items()}
    return [_camel(inner) for inner in value] if isinstance(value, list) else value


def _send(detail_type, detail, resources):
    entry = {"Source": "aws.ssm", "DetailType": detail_type, "Detail": json.dumps(detail), "Resources": resources}
    try:
        eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)
    except Exception:  # the change is done; a target in trouble must not turn it into an error
        logger.exception("could not send %s", detail_type)
