"""Routes of our own, beside those of AWS. All but the first only tests need, so they are off unless asked for.

GET    /_local/pid      this process: so that whoever waits for it does not take another server for it
POST   /_local/faults   {"service","action","error"|"answer","times"?,"status"?,"after"?,"matching"?}: the next
                        calls of an action fail: with an error of that name, or the whole answer as JSON;
                        "after" they have done their work, so that only their own answer is lost;
                        "matching": only those whose path or body contains that text
DELETE /_local/faults   no more faults
POST   /_local/clock    {"offsetSeconds"}: what Parameter Store and its events take as now
POST   /_local/trail    {"lagSeconds"}: how much later than its call an event of CloudTrail is sent
POST   /_local/witness  {"folder"}: keeps there from now on what the search for leaks looks at (witness.py)
"""

import json
import os

import parameter_changes
import trail
import witness
from ministack.core import iam_actions

SEEDED = {"X-Local-Fault": "1"}

faults = []


def add_routes(app, control):
    """Wrap the application; and, for faults, the handler of each service, so behind authentication."""
    serve = app.app
    routes = {("POST", "/_local/faults"): _add_fault, ("DELETE", "/_local/faults"): lambda _: faults.clear(),
              ("POST", "/_local/clock"): _set_clock, ("POST", "/_local/trail"): _set_trail,
              ("POST", "/_local/witness"): _set_witness} if control else {}
    routes[("GET", "/_local/pid")] = lambda _: os.getpid()

    async def serve_with_routes(scope, receive, send):
        if scope["type"] != "http" or not scope["path"].startswith("/_local/"):
            return await serve(scope, receive, send)
        route = routes.get((scope["method"], scope["path"]))
        status, answer = 404, None
        if route:
            try:
                status, answer = 200, route(await _body(receive))
            except (KeyError, TypeError, ValueError) as error:
                status, answer = 400, {"message": repr(error)}
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(answer).encode()})

    app.app = serve_with_routes
    if control:
        for service, handler in app.SERVICE_HANDLERS.items():
            app.SERVICE_HANDLERS[service] = _failing(app, service, handler)
        witness.watch(app)


async def _body(receive):
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    return json.loads(body or b"{}")


def _add_fault(request):
    faults.append({"service": request["service"], "action": request["action"],
                   "error": None if "answer" in request else request["error"], "answer": request.get("answer"),
                   "matching": request.get("matching", "").encode(), "times": int(request.get("times", 1)),
                   "status": int(request.get("status", 400)), "after": bool(request.get("after", False))})


def _set_clock(request):
    parameter_changes.offset_seconds = float(request["offsetSeconds"])


def _set_trail(request):
    trail.lag_seconds = float(request["lagSeconds"])


def _set_witness(request):
    witness.folder = str(request["folder"])


def _failing(app, service, handler):
    async def handle(method, path, headers, body, query):
        fault = _take_fault(app, service, method, path, headers, body, query)
        if fault is None or fault["after"]:
            answer = await handler(method, path, headers, body, query)
        if fault is None:
            return answer
        if fault["answer"] is not None:
            body = json.dumps(fault["answer"]).encode()
            return fault["status"], {"Content-Type": "application/x-amz-json-1.0", **SEEDED}, body
        # MiniStack's own formatter knows each service's protocol; only its status is that of a denial.
        _, answer_headers, answer_body = iam_actions.access_denied_response(
            service, "", "", "", error_code=fault["error"], message=f"{fault['error']} (asked for)", headers=headers)
        return fault["status"], {**answer_headers, **SEEDED}, answer_body

    return handle


def _take_fault(app, service, method, path, headers, body, query):
    if not faults:
        return None
    parameters = app._routing_params(method, path, headers, body, query)
    action = (iam_actions.extract_iam_action(service, method, path, headers, body, parameters) or ":").split(":")[1]
    for fault in faults:
        if (fault["service"], fault["action"]) == (service, action) and fault["matching"] in path.encode() + b" " + body:
            fault["times"] -= 1
            if fault["times"] <= 0:
                faults.remove(fault)
            return fault
    return None
