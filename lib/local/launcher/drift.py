"""A change set of mode REVERT_DRIFT brings back what was deleted or changed outside CloudFormation, as in AWS."""

import json
import re

from ministack.services import cloudwatch, eventbridge, iam, lambda_svc, sns, sqs
from ministack.services import cloudformation
from ministack.services.cloudformation import provisioners, stacks
from ministack.services.cloudformation.handlers import _ACTION_HANDLERS
from ministack.services.cloudformation.helpers import _p

REVERT = "REVERT_DRIFT"
_reverting = {}  # by stack, the logical ids of what the change set that is being executed reverts


def revert():
    """Gap: DeploymentMode is ignored, so a change set without changes of the template fails as empty and mends nothing.

    Only types for which AWS documents drift detection, and of them what a vault has: not event source mappings, which
    AWS does not compare, nor policies of queues and topics, of which the documentation says nothing.
    """
    create, execute = _ACTION_HANDLERS["CreateChangeSet"], _ACTION_HANDLERS["ExecuteChangeSet"]

    def create_change_set(params):
        answer = create(params)
        found = re.search(rb"<Id>([^<]+)</Id>", answer[2] if isinstance(answer[2], bytes) else answer[2].encode())
        if _p(params, "DeploymentMode") == REVERT and found:
            _add_drift(cloudformation._change_sets[found[1].decode()])
        return answer

    def execute_change_set(params):
        change_set = _change_set(params)
        if change_set:
            _reverting[change_set["StackName"]] = change_set.get("_drifted", set())
        return execute(params)

    _ACTION_HANDLERS["CreateChangeSet"], _ACTION_HANDLERS["ExecuteChangeSet"] = create_change_set, execute_change_set

    update = stacks._update_keeping_seed

    def update_or_revert(rtype, physical_id, old_props, new_props, stack_name, logical_id, old_attrs):
        if logical_id not in _reverting.get(stack_name, ()):
            return update(rtype, physical_id, old_props, new_props, stack_name, logical_id, old_attrs)
        return _revert(rtype, physical_id, new_props, stack_name, logical_id, old_attrs), ""

    stacks._update_keeping_seed = update_or_revert


def _change_set(params):
    name, stack = _p(params, "ChangeSetName"), _p(params, "StackName")
    for change_set_id, change_set in cloudformation._change_sets.items():
        ours = stack in ("", change_set["StackName"], change_set["StackId"])
        if name == change_set_id or (ours and name == change_set["ChangeSetName"]):
            return change_set
    return None


def _add_drift(change_set):
    stack = cloudformation._stacks.get(change_set["StackName"])
    if not stack or change_set["ChangeSetType"] != "UPDATE":
        return
    drifted = {}
    for logical_id, record in stack["_resources"].items():
        reader = READERS.get(record["ResourceType"])
        if reader and not reader(record["PhysicalResourceId"], record["Properties"]):
            drifted[logical_id] = record
    if not drifted:
        return
    change_set["_drifted"] = set(drifted)
    known = {change["ResourceChange"]["LogicalResourceId"] for change in change_set["Changes"]}
    change_set["Changes"] = change_set["Changes"] + [
        {"Type": "Resource", "ResourceChange": {
            "Action": "Modify", "LogicalResourceId": logical_id, "ResourceType": record["ResourceType"],
            "PhysicalResourceId": record["PhysicalResourceId"], "Replacement": "False", "Scope": ["Properties"],
            "Details": []}}
        for logical_id, record in drifted.items() if logical_id not in known]
    change_set |= {"Status": "CREATE_COMPLETE", "ExecutionStatus": "AVAILABLE", "StatusReason": ""}


def _revert(rtype, physical_id, props, stack_name, logical_id, attributes):
    role = iam._roles.get(physical_id) if rtype == "AWS::IAM::Role" else None
    if role:
        # What else was given to the role stays: CloudFormation looks after its own policies.
        role["InlinePolicies"] |= {policy["PolicyName"]: json.dumps(policy["PolicyDocument"])
                                   for policy in props.get("Policies", [])}
        return physical_id, attributes
    return provisioners._provision_resource(rtype, logical_id, props, stack_name)


def _is_rule(name, props):
    key = eventbridge._rule_key(name, "default")
    rule = eventbridge._rules.get(key)
    targets = {target["Arn"] for target in eventbridge._targets.get(key, [])}
    wanted = {target["Arn"] for target in props.get("Targets", [])}
    return rule and rule["State"] == props.get("State", "ENABLED") and targets == wanted


def _is_alarm(name, props):
    alarm = cloudwatch._alarms.get(name)
    enabled = str(props.get("ActionsEnabled", True)).lower() == "true"
    actions = alarm and (alarm.get("AlarmActions") or [])
    return alarm and actions == props.get("AlarmActions", []) and alarm.get("ActionsEnabled", True) is enabled


def _is_role(name, props):
    role = iam._roles.get(name)
    held = role and {policy: json.loads(document) for policy, document in role["InlinePolicies"].items()}
    return role and all(held.get(policy["PolicyName"]) == policy["PolicyDocument"]
                        for policy in props.get("Policies", []))


def _is_permission(sid, props):
    function, *_ = provisioners._lambda_function_for_cfn_ref(props["FunctionName"])
    return function and any(statement["Sid"] == sid for statement in function["policy"]["Statement"])


# Whether a resource is as the template says, by type.
READERS = {
    "AWS::Events::Rule": _is_rule,
    "AWS::SQS::Queue": lambda url, _: url in sqs._queues,
    "AWS::SNS::Topic": lambda arn, _: arn in sns._topics,
    "AWS::Lambda::Function": lambda name, _: name in lambda_svc._functions,
    "AWS::Lambda::Permission": _is_permission,
    "AWS::CloudWatch::Alarm": _is_alarm,
    "AWS::IAM::Role": _is_role,
}
