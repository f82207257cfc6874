"""Tables keep what the template says of their protection, and their streams are checked as in AWS."""

import json

from ministack.core import iam_actions
from ministack.services import dynamodb, dynamodb_streams
from ministack.services.cloudformation import provisioners


def keep_protection():
    """Gap: CloudFormation drops deletion protection, point-in-time recovery and policy of a GlobalTable (CDK's TableV2).

    access.evaluate_table_policies makes the policy act. Root stays exempt from it, as of everything.
    """
    handlers = provisioners._RESOURCE_HANDLERS["AWS::DynamoDB::GlobalTable"]
    create, update = handlers["create"], handlers["update"]

    def create_protected(logical_id, properties, stack_name):
        return _protected(create(logical_id, properties, stack_name), properties)

    def update_protected(physical_id, before, properties, stack_name):
        return _protected(update(physical_id, before, properties, stack_name), properties)

    handlers |= {"create": create_protected, "update": update_protected}


def _protected(provisioned, properties):
    name, attributes = provisioned
    replica = (properties.get("Replicas") or [{}])[0]  # one region here, so one replica
    protection = _truth(replica.get("DeletionProtectionEnabled"))
    _done(dynamodb._update_table({"TableName": name, "DeletionProtectionEnabled": protection}))
    recovery = replica.get("PointInTimeRecoverySpecification") or {}
    wanted = {"PointInTimeRecoveryEnabled": _truth(recovery.get("PointInTimeRecoveryEnabled"))}
    _done(dynamodb._update_continuous_backups({"TableName": name, "PointInTimeRecoverySpecification": wanted}))
    document = (replica.get("ResourcePolicy") or {}).get("PolicyDocument")
    if document:
        _done(dynamodb._put_resource_policy({"ResourceArn": attributes["Arn"], "Policy": json.dumps(document)}))
    return provisioned


def _truth(value):
    return value is True or str(value).lower() == "true"  # CloudFormation takes both


def _done(answer):
    if answer[0] >= 400:
        raise ValueError(f"a table could not be protected as its template says: {answer[2]!r}")


def name_resources_as_aws():
    """Gap: calls about a stream are checked on `*`; in AWS on the stream, and ListStreams on all those of the table.

    And so is what is asked of a table by its ARN.
    """
    extract = iam_actions.extract_resource_arn

    def extract_resource_arn(service, method, path, headers, body, query_params, *place):
        arn = extract(service, method, path, headers, body, query_params, *place)
        if service not in ("dynamodb", "dynamodbstreams"):
            return arn
        request = json.loads(body or b"{}")
        if service == "dynamodb":
            return request.get("ResourceArn", arn) if arn == "*" else arn
        if request.get("ShardIterator"):
            return (dynamodb_streams._decode_iterator(request["ShardIterator"]) or {}).get("arn", arn)
        if request.get("TableName"):
            region, account = place[:2]
            return f"{iam_actions._dynamodb_table_arn(request['TableName'], region, account)}/stream/*"
        return request.get("StreamArn", arn)

    iam_actions.extract_resource_arn = extract_resource_arn
