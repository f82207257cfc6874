import { expect, test } from "vitest";
import { healthAdvice } from "../../../lib/cli/health-advice.ts";
import { HealthCause, isRepairedByDeploy } from "../../../lib/vault/health/cause.ts";
import { healthText } from "../../../lib/vault/health/cause-text.ts";

const GIVEN = { region: undefined, profile: undefined, vault: "sst-vault", json: false, color: false, yes: false };
const REGION = "eu-west-1";
const queue = { queue: "sst-vault-changes", url: "https://sqs.eu-west-1.amazonaws.com/111122223333/sst-vault-changes" };
const capture = { function: "sst-vault-capture" };
const role = { ...capture, role: "SstVault-FunctionsCaptureRole-1A" };
const table = "SstVault-Ledger-1A";
const topic = "arn:aws:sns:eu-west-1:111122223333:sst-vault-notifications";
const trail = { trail: "arn:aws:cloudtrail:us-east-1:111122223333:trail/all", region: "us-east-1" };
const parameter = "/sst/passphrase/shop/prod";

/** One of every cause. */
const CAUSES: HealthCause[] = [
  { code: "not-checked", error: "ThrottlingException" },
  { code: "right-missing", function: "sst-vault-query", rights: ["kms:DescribeKey"] },
  { code: "never-swept" },
  { code: "sweep-overdue", seconds: 3 * 3600 },
  { code: "queue-missing", queue: queue.queue },
  { code: "dead-letters", arn: "arn:aws:sqs:eu-west-1:111122223333:sst-vault-changes", count: 2 },
  { code: "no-redrive", ...queue, policy: '{"maxReceiveCount":5}' },
  { code: "waits-too-long", ...capture, seconds: 240 },
  {
    ...{ code: "attempts-fail", ...capture, parameter, seconds: 12 },
    ...{ error: "AccessDeniedException", right: "ssm:GetParameterHistory", foreign: false },
  },
  { code: "attempts-fail", ...capture, parameter, error: "Busy", right: null, foreign: false, seconds: 12 },
  {
    code: "attempts-fail",
    ...capture,
    parameter,
    error: "AccessDenied",
    right: "kms:Decrypt",
    foreign: true,
    seconds: 12,
  },
  { code: "not-captured", parameters: [parameter, "/sst/passphrase/shop/dev"], count: 9, seconds: 300 },
  { code: "not-readable", parameter, count: 3 },
  { code: "tests-overdue", parameter, seconds: 60 * 3600 },
  { code: "tests-without-result", count: 4, all: true },
  { code: "stored-in-clear", parameter, count: 2 },
  { code: "ledger-unusable", parameter, count: 1 },
  { code: "key-unusable", key: "1234abcd", state: "Disabled" },
  { code: "key-deleted", key: "1234abcd", state: "PendingDeletion", at: "2026-12-22T00:00:00.000Z" },
  { code: "table-missing", table },
  { code: "table-unusable", table, state: "INACCESSIBLE_ENCRYPTION_CREDENTIALS" },
  { code: "table-deletable", table },
  { code: "table-not-recoverable", table },
  { code: "ledger-rewritable", table, arn: "arn:aws:dynamodb:::table/L", policy: '{"Statement":[]}' },
  { code: "source-missing", ...capture, source: "arn:aws:sqs:::q", stale: ["11-22"], creation: ["--batch-size", "10"] },
  { code: "source-disabled", ...capture, mapping: "11-22", state: "Disabled" },
  { code: "source-failing", ...capture, result: "PROBLEM: Function call failed" },
  { code: "stream-off", function: "sst-vault-tamper", table, stale: ["11-22"], creation: ["--batch-size", "1000"] },
  { code: "rule-missing", rule: "sst-vault-changes" },
  { code: "rule-disabled", rule: "sst-vault-changes", state: "DISABLED" },
  { code: "rule-without-target", rule: "sst-vault-changes", target: "arn:aws:sqs:::q" },
  { code: "queue-closed", ...queue, policy: '{"Statement":[]}' },
  { code: "function-missing", ...capture },
  { code: "function-stopped", ...capture },
  { code: "function-failing", function: "sst-vault-sweep", errors: 2, seconds: 600 },
  { code: "alias-missing", function: "sst-vault-restore", alias: "force" },
  { code: "rule-not-admitted", function: "sst-vault-sweep", rule: "arn:aws:events:::rule/sst-vault-sweep-schedule" },
  { code: "rights-missing", ...role, rights: ["Seal", "Notify"] },
  { code: "foreign-policies", ...role, inline: ["deny all"], attached: ["arn:aws:iam::aws:policy/AWSDenyAll"] },
  { code: "alarms-raised", alarms: ["sst-vault-tamper", "sst-vault-unprotected"] },
  { code: "alarms-missing", alarms: ["sst-vault-tamper"] },
  { code: "alarms-silenced", alarms: ["sst-vault-tamper"] },
  { code: "alarms-without-action", alarms: ["sst-vault-tamper"] },
  { code: "topic-missing", topic },
  { code: "topic-closed", topic, policy: '{"Statement":[]}' },
  { code: "no-subscribers", topic, pending: 1 },
  { code: "no-trail" },
  { code: "trail-stopped", ...trail },
  { code: "trail-silent", ...trail, parameter, seconds: 7200 },
];

test("gives every cause its words and its commands", () => {
  const codes = HealthCause.options.map(({ entries }) => entries.code.literal);
  expect([...new Set(CAUSES.map(({ code }) => code))]).toEqual(codes);
  const told = CAUSES.map((cause) => [healthText(cause), ...healthAdvice(GIVEN, REGION, [cause])].join("\n"));
  expect(`\n${told.join("\n\n")}\n`).toMatchInlineSnapshot(`
    "
    could not be checked: ThrottlingException
    npx sst-vault status --region eu-west-1

    could not be checked: the role of sst-vault-query needs kms:DescribeKey
    npm run deploy -- --region eu-west-1

    no sweep has finished yet
    npx sst-vault sweep --region eu-west-1

    the last sweep was 3 hours ago
    npx sst-vault sweep --region eu-west-1

    the queue sst-vault-changes is missing
    npm run deploy -- --region eu-west-1

    2 dead letters: messages that could not be handled
    aws sqs start-message-move-task --source-arn arn:aws:sqs:eu-west-1:111122223333:sst-vault-changes-dlq --destination-arn arn:aws:sqs:eu-west-1:111122223333:sst-vault-changes --region eu-west-1

    messages that fail do not go from sst-vault-changes to its dead-letter queue
    aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/sst-vault-changes --attributes '{"RedrivePolicy":"{\\"maxReceiveCount\\":5}"}' --region eu-west-1

    the oldest message has waited 4 minutes for sst-vault-capture
    aws logs tail /aws/lambda/sst-vault-capture --since 1h --filter-pattern '?ERROR ?timeout' --region eu-west-1

    sst-vault-capture fails on /sst/passphrase/shop/prod: AccessDeniedException on ssm:GetParameterHistory, 12 seconds ago
    npm run deploy -- --region eu-west-1

    sst-vault-capture fails on /sst/passphrase/shop/prod: Busy, 12 seconds ago
    aws logs tail /aws/lambda/sst-vault-capture --since 1h --filter-pattern '?ERROR ?timeout' --region eu-west-1

    sst-vault-capture fails on /sst/passphrase/shop/prod: AccessDenied on kms:Decrypt, 12 seconds ago

    Parameter Store lists /sst/passphrase/shop/prod, /sst/passphrase/shop/dev and 7 more, which the vault has not captured for 5 minutes
    npx sst-vault sweep --region eu-west-1

    the live value of /sst/passphrase/shop/prod and 2 more could not be read and is not in the vault
    npx sst-vault audit /sst/passphrase/shop/prod --region eu-west-1

    /sst/passphrase/shop/prod has had no restore test for 3 days
    npx sst-vault verify --region eu-west-1

    none of 4 live parameters could be tested
    npx sst-vault verify --region eu-west-1

    /sst/passphrase/shop/prod and 1 more are stored in clear: not a SecureString
    npx sst-vault verify /sst/passphrase/shop/prod --region eu-west-1

    the ledger of /sst/passphrase/shop/prod has entries that cannot be used
    npx sst-vault audit /sst/passphrase/shop/prod --check --region eu-west-1

    the key is Disabled: nothing can be captured, tested or restored
    aws kms enable-key --key-id 1234abcd --region eu-west-1

    the key is PendingDeletion: AWS deletes it on 2026-12-22T00:00:00.000Z, and no recovery point can be decrypted after that
    aws kms cancel-key-deletion --key-id 1234abcd --region eu-west-1
    aws kms enable-key --key-id 1234abcd --region eu-west-1

    the table SstVault-Ledger-1A is missing
    aws dynamodb restore-table-from-backup --target-table-name SstVault-Ledger-1A --region eu-west-1 --backup-arn "$(aws dynamodb list-backups --table-name SstVault-Ledger-1A --backup-type SYSTEM --query 'BackupSummaries[-1].BackupArn' --output text --region eu-west-1)"

    the table SstVault-Ledger-1A is INACCESSIBLE_ENCRYPTION_CREDENTIALS
    aws dynamodb describe-table --table-name SstVault-Ledger-1A --region eu-west-1

    the table SstVault-Ledger-1A has no deletion protection
    aws dynamodb update-table --table-name SstVault-Ledger-1A --deletion-protection-enabled --region eu-west-1

    the table SstVault-Ledger-1A has no point-in-time recovery
    aws dynamodb update-continuous-backups --table-name SstVault-Ledger-1A --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true,RecoveryPeriodInDays=35 --region eu-west-1

    the policy of SstVault-Ledger-1A that keeps entries from being changed is missing or weakened (the command replaces the present one)
    aws dynamodb put-resource-policy --resource-arn arn:aws:dynamodb:::table/L --policy '{"Statement":[]}' --region eu-west-1

    sst-vault-capture is not bound to arn:aws:sqs:::q; it is bound to an old one
    aws lambda delete-event-source-mapping --uuid 11-22 --region eu-west-1
    aws lambda create-event-source-mapping --function-name sst-vault-capture --batch-size 10 --region eu-west-1 --event-source-arn arn:aws:sqs:::q

    the event source of sst-vault-capture is Disabled
    aws lambda update-event-source-mapping --uuid 11-22 --enabled --region eu-west-1

    the event source of sst-vault-capture reports: PROBLEM: Function call failed
    aws logs tail /aws/lambda/sst-vault-capture --since 1h --filter-pattern '?ERROR ?timeout' --region eu-west-1

    the table SstVault-Ledger-1A has no stream for sst-vault-tamper: changes of ledger entries go unnoticed
    aws dynamodb update-table --table-name SstVault-Ledger-1A --stream-specification StreamEnabled=true,StreamViewType=KEYS_ONLY --region eu-west-1
    aws dynamodb wait table-exists --table-name SstVault-Ledger-1A --region eu-west-1
    aws lambda delete-event-source-mapping --uuid 11-22 --region eu-west-1
    aws lambda create-event-source-mapping --function-name sst-vault-tamper --batch-size 1000 --region eu-west-1 --event-source-arn "$(aws dynamodb describe-table --table-name SstVault-Ledger-1A --query Table.LatestStreamArn --output text --region eu-west-1)"

    the rule sst-vault-changes is missing
    npm run deploy -- --region eu-west-1

    the rule sst-vault-changes is DISABLED
    aws events enable-rule --name sst-vault-changes --region eu-west-1

    the rule sst-vault-changes does not send to arn:aws:sqs:::q
    npm run deploy -- --region eu-west-1

    the policy of the queue sst-vault-changes keeps the vault's rules out (the command replaces it)
    aws sqs set-queue-attributes --queue-url https://sqs.eu-west-1.amazonaws.com/111122223333/sst-vault-changes --attributes '{"Policy":"{\\"Statement\\":[]}"}' --region eu-west-1

    the function sst-vault-capture is missing
    npm run deploy -- --region eu-west-1

    the function sst-vault-capture has reserved concurrency 0: it does not run
    aws lambda delete-function-concurrency --function-name sst-vault-capture --region eu-west-1

    the function sst-vault-sweep failed in its last run, 10 minutes ago (2 errors in 24 hours)
    aws logs tail /aws/lambda/sst-vault-sweep --since 1d --filter-pattern '?ERROR ?timeout' --region eu-west-1
    npx sst-vault sweep --region eu-west-1

    the function sst-vault-restore has no alias force
    aws lambda create-alias --function-name sst-vault-restore --name force --function-version '$LATEST' --region eu-west-1

    the rule arn:aws:events:::rule/sst-vault-sweep-schedule may not invoke sst-vault-sweep
    aws lambda add-permission --function-name sst-vault-sweep --statement-id sweep-schedule --action lambda:InvokeFunction --principal events.amazonaws.com --source-arn arn:aws:events:::rule/sst-vault-sweep-schedule --region eu-west-1

    the role of sst-vault-capture lacks Seal, Notify
    npm run deploy -- --region eu-west-1

    the role of sst-vault-capture has policies that are not the vault's: deny all, arn:aws:iam::aws:policy/AWSDenyAll
    aws iam delete-role-policy --role-name SstVault-FunctionsCaptureRole-1A --policy-name 'deny all' --region eu-west-1
    aws iam detach-role-policy --role-name SstVault-FunctionsCaptureRole-1A --policy-arn arn:aws:iam::aws:policy/AWSDenyAll --region eu-west-1

    raised: sst-vault-tamper, sst-vault-unprotected
    aws cloudwatch describe-alarms --alarm-names sst-vault-tamper sst-vault-unprotected --query 'MetricAlarms[].AlarmDescription' --output text --region eu-west-1

    missing: sst-vault-tamper
    npm run deploy -- --region eu-west-1

    silenced: sst-vault-tamper
    aws cloudwatch enable-alarm-actions --alarm-names sst-vault-tamper --region eu-west-1

    do not notify the vault's topic: sst-vault-tamper
    npm run deploy -- --region eu-west-1

    the topic is missing: notifications and alarms go nowhere
    npm run deploy -- --region eu-west-1

    the topic's policy keeps the vault's alarms out (the command replaces it)
    aws sns set-topic-attributes --topic-arn arn:aws:sns:eu-west-1:111122223333:sst-vault-notifications --attribute-name Policy --attribute-value '{"Statement":[]}' --region eu-west-1

    no subscribers (1 not confirmed yet, by the link in the mail from AWS): notifications and alarms go nowhere
    aws sns subscribe --topic-arn arn:aws:sns:eu-west-1:111122223333:sst-vault-notifications --protocol email --notification-endpoint you@example.com --region eu-west-1

    no trail covers this region (one of management events is free): the vault cannot say who deletes a passphrase, nor report at once what is done to the key and tables
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-a-trail-using-the-console-first-time.html

    the trail arn:aws:cloudtrail:us-east-1:111122223333:trail/all is stopped: the vault cannot say who deletes a passphrase, nor report at once what is done to the key and tables
    aws cloudtrail start-logging --name arn:aws:cloudtrail:us-east-1:111122223333:trail/all --region us-east-1

    the trail arn:aws:cloudtrail:us-east-1:111122223333:trail/all delivers nothing, not even the change of /sst/passphrase/shop/prod 2 hours ago: the vault cannot say who deletes a passphrase, nor report at once what is done to the key and tables
    aws cloudtrail get-event-selectors --trail-name arn:aws:cloudtrail:us-east-1:111122223333:trail/all --region us-east-1
    "
  `);
});

test("gives each command once, and a deploy first: the others may be about what it puts back", () => {
  const silenced: HealthCause = { code: "alarms-silenced", alarms: ["sst-vault-tamper"] };
  const causes = [silenced, ...CAUSES.filter(isRepairedByDeploy)];
  expect(healthAdvice(GIVEN, REGION, causes)).toEqual([
    "npm run deploy -- --region eu-west-1",
    "aws cloudwatch enable-alarm-actions --alarm-names sst-vault-tamper --region eu-west-1",
  ]);
});

test("every command goes on with the vault and the profile that were given, quoted, also inside another", () => {
  const given = { ...GIVEN, vault: "second", profile: "my profile" };
  const all = CAUSES.flatMap((cause) => healthAdvice(given, REGION, [cause]));
  for (const command of all.filter((one) => !one.startsWith("https:"))) {
    const profiles = command.split("--profile 'my profile'").length - 1;
    expect(profiles, command).toBe(command.includes("$(") ? 2 : 1);
    if (command.startsWith("npm ")) expect(command).toContain("-c vaultName=second");
    if (command.startsWith("npx ")) expect(command).toContain("--vault second");
  }
});
