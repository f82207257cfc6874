"""A trail tells EventBridge of every call that changes a parameter, or tried to, as CloudTrail does."""

import contextvars
import copy
import json
import os
import threading
import time
from datetime import datetime, timezone

import parameter_changes
from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id, get_region, get_request_client_ip, new_uuid
from ministack.services import cloudtrail, ssm

CALLS = {"PutParameter": "_put_parameter", "DeleteParameter": "_delete_parameter",
         "DeleteParameters": "_delete_parameters", "LabelParameterVersion": "_label_parameter_version"}

# In AWS minutes; here at once, unless the control route or whoever started us says otherwise. Popped: Lambda
# workers inherit what is left.
lag_seconds = float(os.environ.pop("SST_VAULT_LOCAL_TRAIL_LAG", "0"))
_user_agent = contextvars.ContextVar("user agent", default="")


def remember_user_agents():
    """The request's user agent, since the functions of a service are not given it."""
    pin = iam_evaluator.pin_request_caller

    def pin_request_caller(headers, *rest):
        _user_agent.set(headers.get("user-agent", ""))
        return pin(headers, *rest)

    iam_evaluator.pin_request_caller = pin_request_caller


def record_calls():
    """Gap: MiniStack keeps calls for LookupEvents at most, and sends none to EventBridge."""
    for action, function in CALLS.items():
        setattr(ssm, function, _recorded(action, getattr(ssm, function)))


def _recorded(action, call):
    def recorded(request):
        asked = copy.deepcopy(request)
        answer = call(request)
        told = json.loads(answer[2])
        if answer[0] == 200:
            _record(action, asked, told or None)  # DeleteParameter answers nothing
        elif (action, told["__type"]) != ("DeleteParameter", "ParameterNotFound"):  # which AWS does not record
            _record(action, asked, None, told["__type"], told.get("message"))
        return answer

    return recorded


def record_refusals():
    """What IAM refuses never comes to Parameter Store: no parameters are recorded, only the message names the resource."""
    refuse = iam_actions.access_denied_response

    def access_denied_response(service, action, principal_arn, request_id, **rest):
        answer = refuse(service, action, principal_arn, request_id, **rest)
        name = action.removeprefix("ssm:")
        if service == "ssm" and name in CALLS and not rest.get("error_code"):
            _record(name, None, None, "AccessDenied", json.loads(answer[2])["Message"])
        return answer

    iam_actions.access_denied_response = access_denied_response


def _record(action, request, answer, error_code=None, error_message=None):
    """The event, values masked, if there is a trail now that would tell of it; sent when its lag is over."""
    if not any(trail.get("IsLogging") for _, _, trail in cloudtrail._visible_trail_items()):
        return
    if request and "Value" in request:
        request["Value"] = "HIDDEN_DUE_TO_SECURITY_REASONS"
    now = datetime.fromtimestamp(time.time() + parameter_changes.offset_seconds, timezone.utc)
    failure = {"errorCode": error_code, "errorMessage": error_message} if error_code else {}
    _send_later({
        "eventVersion": "1.11",
        "userIdentity": _identity(iam_evaluator.caller_arn()),
        "eventTime": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventSource": "ssm.amazonaws.com",
        "eventName": action,
        "awsRegion": get_region(),
        "sourceIPAddress": get_request_client_ip(),
        "userAgent": _user_agent.get(),
        **failure,
        "requestParameters": _camel(request),
        "responseElements": _camel(answer),
        "requestID": new_uuid(),
        "eventID": new_uuid(),
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": get_account_id(),
        "eventCategory": "Management",
    })


def _send_later(detail):
    def send():
        parameter_changes.send("AWS API Call via CloudTrail", detail, [])

    if lag_seconds <= 0:
        return send()
    # In the request's own context, which says the account and region; a daemon, so that it keeps nobody from ending.
    timer = threading.Timer(lag_seconds, contextvars.copy_context().run, [send])
    timer.daemon = True
    timer.start()


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
