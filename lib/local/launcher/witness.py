"""What a test run's search for leaked passphrases looks at (test/support/leaks): every value that Parameter Store was
given, and all that was said in or to this AWS, as it is said, since messages are taken from queues and an emulator ends at once.

In the run's folder, which is laid out already: values/ (a line of JSON each) and, by kind, said/ (records: a line of \\x1e\\x1e and a title, then
the text): what was stored, sent or else asked of a service, what it answered, what functions were called with, answered
and logged.
"""

import json
import os

from ministack.services import eventbridge, lambda_svc

KINDS = {"dynamodb": "stored", "s3": "stored", "sqs": "sent", "sns": "sent", "events": "sent"}

folder = None  # set by the control route


def watch(app):
    """Wrap all that is said. Parameter Store and KMS are whom values are for: theirs are left out, all else of them is not."""
    for service, handler in app.SERVICE_HANDLERS.items():
        app.SERVICE_HANDLERS[service] = _watched(service, handler)
    put_events, execute = eventbridge._put_events, lambda_svc._execute_function_dispatch

    def witnessed_put_events(data, **options):
        _said("sent", "an event", json.dumps(data).encode())
        return put_events(data, **options)

    def witnessed_execute(func, config, event, *rest):
        result = execute(func, config, event, *rest)
        name = config.get("FunctionName", "?")
        told = dict(result) if isinstance(result, dict) else {"body": result}
        _said("logged", f"the log of {name}", str(told.pop("log", "")).encode())
        _said("functions", f"request and answer of {name}", json.dumps([event, told], default=str).encode())
        return result

    eventbridge._put_events, lambda_svc._execute_function_dispatch = witnessed_put_events, witnessed_execute


def _watched(service, handler):
    async def handle(method, path, headers, body, query):
        if folder is None:
            return await handler(method, path, headers, body, query)
        action = headers.get("x-amz-target", f"{method} {path}")
        asked = b" ".join([path.encode(), json.dumps(query).encode(), _without_values(service, body)])
        _said(KINDS.get(service, "asked"), f"a request to {service}: {action}", asked)
        if action == "AmazonSSM.PutParameter":
            _note_value(body)
        answer = await handler(method, path, headers, body, query)
        if "X-Local-Fault" not in answer[1]:  # what a test has put into AWS's mouth is no leak of ours
            _said("answered", f"an answer of {service} to {action}", _without_values(service, answer[2]))
        return answer

    return handle


def _without_values(service, body):
    text = body if isinstance(body, bytes) else str(body).encode()
    if service not in ("ssm", "kms"):
        return text
    try:
        return json.dumps(json.loads(text or b"{}", object_hook=_without_value), ensure_ascii=False).encode()
    except ValueError:
        return text


def _without_value(part):
    """Not a tag's value, which has a key."""
    return {key: inner for key, inner in part.items() if "Key" in part or key not in ("Value", "Plaintext")}


def _note_value(body):
    request = json.loads(body)
    name = request.get("Name", "")
    if request.get("Type", "SecureString") == "SecureString" or name.startswith("/sst/passphrase/"):
        _append(f"values/emulator-{os.getpid()}", json.dumps({"value": request.get("Value") or "", "of": name}).encode() + b"\n")


def _said(kind, title, text):
    if folder is not None and text:
        _append(f"said/{kind}/emulator-{os.getpid()}", b"\n\x1e\x1e%s\n%s" % (title.encode(), text))


def _append(file, data):
    """One write each: requests are served side by side. A folder that is gone is not made anew: the run is over."""
    with open(os.path.join(folder, file), "ab", buffering=0) as out:
        out.write(data)
