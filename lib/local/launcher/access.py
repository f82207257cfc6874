"""IAM decides here as it does in AWS, where MiniStack's own evaluation would pass or refuse wrongly."""

import contextvars
import json
import re

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id
from ministack.services import dynamodb, iam

LEADING_KEYS = "dynamodb:leadingkeys"
PARAMETER_NAMES = "local:parameternames"
_refused = contextvars.ContextVar("the parameter that was refused", default="")


def count_loopback_as_secure():
    """Gap: over plain http aws:SecureTransport is false, and every `enforceSSL` policy refuses. Nothing leaves here."""
    pin = iam_evaluator.pin_request_origin
    iam_evaluator.pin_request_origin = lambda source_ip, secure: pin(
        source_ip, secure or source_ip == "::1" or source_ip.startswith("127."))


def name_roles_as_aws():
    """Gap: aws:PrincipalArn of an assumed role is the session's ARN; in AWS it is the role's.

    The same resolver picks, of the leading keys of all tables in a request, those of the table being checked.
    """
    resolve = iam_evaluator._resolve_condition_key

    def resolve_condition_key(key, context):
        value = resolve(key, context)
        if key.lower() == "aws:principalarn" and ":assumed-role/" in value:
            role = iam_evaluator._role_name_from_assumed_arn(value)
            return (iam._roles.get(role) or {}).get("Arn", value)
        if key.lower() == LEADING_KEYS and value:
            return value.get(dynamodb._table_name_from_arn(context.resource_arn))
        return value

    iam_evaluator._resolve_condition_key = resolve_condition_key


def add_missing_condition_keys():
    """Gap: keys that MiniStack does not know count as absent, so a Deny on them never fires.

    kms:ViaService stays absent, as in AWS for a direct call.
    """
    tags = iam_actions.request_tag_context

    def request_context(service, action, body, parameters):
        context = tags(service, action, body, parameters)
        request = _json(body)
        if service == "kms":
            context["kms:CallerAccount"] = get_account_id()
            encryption_context = request.get("EncryptionContext") or {}
            if encryption_context:
                context["kms:EncryptionContextKeys"] = list(encryption_context)
                context |= {f"kms:EncryptionContext:{key}": value for key, value in encryption_context.items()}
        if action == "ssm:PutParameter":
            context["ssm:Overwrite"] = "true" if request.get("Overwrite") else "false"
        if service == "ssm" and request.get("Names"):
            context[PARAMETER_NAMES] = request["Names"]
        if service == "ssm" and request.get("Path"):
            context[PARAMETER_NAMES] = [request["Path"]]
        if service == "dynamodb" and (leading := _leading_keys(request)):
            context[LEADING_KEYS] = leading
        return context

    iam_actions.request_tag_context = request_context


def check_every_parameter_named():
    """Gap: GetParameters, GetParametersByPath and DeleteParameters are checked on `*`; in AWS on each name.

    And a refusal names the one it is about.
    """
    enforce, refuse = iam_evaluator.enforce, iam_actions.access_denied_response

    def enforce_each(access_key, action, service, region, resource_arn="*", service_context=None):
        names = (service_context or {}).get(PARAMETER_NAMES)
        prefix = f"arn:aws:ssm:{region}:{get_account_id()}:parameter/"
        arns = [name if name.startswith("arn:") else prefix + name.lstrip("/") for name in names or []]
        for arn in arns or [resource_arn]:
            denied = enforce(access_key, action, service, region, resource_arn=arn, service_context=service_context)
            if denied:
                _refused.set(arn)
                return denied
        return None

    def access_denied_response(service, *about, **rest):
        if service == "ssm" and _refused.get():
            rest["resource_arn"] = _refused.get()
        return refuse(service, *about, **rest)

    iam_evaluator.enforce, iam_actions.access_denied_response = enforce_each, access_denied_response


def check_batches_as_single_messages():
    """Gap: SendMessageBatch and its like are checked as actions of their own; AWS asks for the single action's right."""
    enforce = iam_evaluator.enforce

    def enforce_single(access_key, action, *rest, **named):
        single = action.removesuffix("Batch") if action.startswith("sqs:") else action
        return enforce(access_key, single, *rest, **named)

    iam_evaluator.enforce = enforce_single


def name_resources_as_aws():
    """Gap: a call through a function's alias is checked on the function; AWS checks it on the alias.

    And a log stream is checked as its group, which the usual `log-group:NAME:*` does not even match; and a rule of
    the default bus as `rule/default/NAME`, which is `rule/NAME`, or as `*` by the calls about its targets.
    """
    extract = iam_actions.extract_resource_arn

    def extract_resource_arn(service, method, path, headers, body, query_params, *place):
        arn = extract(service, method, path, headers, body, query_params, *place)
        if service == "lambda" and ":function:" in arn:
            part = iam_actions._query_param(query_params, "Qualifier")
            return f"{arn}:{part}" if part else arn
        if service == "events" and arn == "*" and _json(body).get("Rule"):
            region, account = place[:2]
            return f"arn:aws:events:{region}:{account}:rule/{_json(body)['Rule']}"
        if service == "events" and ":rule/default/" in arn:
            return arn.replace(":rule/default/", ":rule/")
        stream = _json(body).get("logStreamName") if service == "logs" else None
        return f"{arn}:log-stream:{stream}" if stream else arn

    iam_actions.extract_resource_arn = extract_resource_arn


def name_lambda_actions_as_aws():
    """Gap: to read a function's reserved concurrency counts as PutFunctionConcurrency."""
    name = iam_actions._lambda_action

    def lambda_action(method, path):
        reads = method == "GET" and path.rstrip("/").endswith("/concurrency")
        return "GetFunctionConcurrency" if reads else name(method, path)

    iam_actions._lambda_action = lambda_action


def evaluate_table_policies():
    """Gap: a table's resource policy is stored and never evaluated."""

    def policy_for_arn(arn):
        table_arn = arn.split("/index/")[0].split("/stream/")[0]
        region, account = arn.split(":")[3:5]
        stored = dynamodb._resource_policies.get_scoped(account, region, table_arn)
        return (stored["Policy"], account) if stored else None

    dynamodb.policy_for_arn = policy_for_arn
    iam_evaluator._RESOURCE_POLICY_LOOKUPS["dynamodb"] = ("dynamodb", "policy_for_arn")


def refuse_buckets_of_others(app):
    """Gap: x-amz-expected-bucket-owner is ignored; AWS answers 403 where the bucket is another account's."""
    serve = app.SERVICE_HANDLERS["s3"]

    async def serve_owner(method, path, headers, body, query):
        owner = headers.get("x-amz-expected-bucket-owner")
        if owner and owner != get_account_id():
            return iam_actions.access_denied_response(
                "s3", "", "", "", error_code="AccessDenied", message="another account's bucket", headers=headers)
        return await serve(method, path, headers, body, query)

    app.SERVICE_HANDLERS["s3"] = serve_owner


def _leading_keys(request):
    """Partition keys that a DynamoDB request names, by table: from items and keys, or from a query's condition."""
    found = {}

    def add(table_ref, holder):
        name = table_ref.rsplit("table/", 1)[-1] if isinstance(table_ref, str) else ""
        table = dynamodb._tables.get(name)
        if not table or not isinstance(holder, dict):
            return
        key = (holder.get("Item") or holder.get("Key") or {}).get(table["pk_name"]) or _queried(holder, table)
        if isinstance(key, dict):
            found.setdefault(name, []).extend(str(value) for value in key.values())

    add(request.get("TableName"), request)
    for item in request.get("TransactItems") or []:
        for member in item.values():
            add(member.get("TableName"), member)
    for table, asked in (request.get("RequestItems") or {}).items():
        for key in asked.get("Keys", []) if isinstance(asked, dict) else []:
            add(table, {"Key": key})
        for write in asked if isinstance(asked, list) else []:
            for member in write.values():
                add(table, member)
    return found


def _queried(query, table):
    """The value that a query's condition asks of the partition key of the table or of the index it reads."""
    key_name = table["pk_name"]
    for index in table.get("GlobalSecondaryIndexes") or []:
        if index.get("IndexName") == query.get("IndexName"):
            key_name = next(k["AttributeName"] for k in index["KeySchema"] if k["KeyType"] == "HASH")
    for name, value in re.findall(r"(#?\w+)\s*=\s*(:\w+)", query.get("KeyConditionExpression") or ""):
        if (query.get("ExpressionAttributeNames") or {}).get(name, name) == key_name:
            return (query.get("ExpressionAttributeValues") or {}).get(value)
    return None


def _json(body):
    try:
        parsed = json.loads(body or b"{}")
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}
