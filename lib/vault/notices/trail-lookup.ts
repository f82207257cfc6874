import { shellCommand } from "../commands.ts";

/**
 * The command that asks CloudTrail's event history who wrote to a parameter, whether or not a trail is set up. A lookup
 * by resource name does not find what is said of parameters; so all that was called of Systems Manager in that time is
 * asked for, and of it those writes are shown that name the parameter.
 */
export function trailLookup(
  { region, name }: { region: string; name: string },
  { from, to }: { from: string; to: string },
): string {
  // As the name stands in the event, which is JSON: in double quotes, so that no longer name matches.
  const named = `contains(CloudTrailEvent, '"${name.replaceAll("'", "\\'")}"')`;
  return shellCommand(
    ...["aws", "cloudtrail", "lookup-events", "--region", region],
    ...["--lookup-attributes", "AttributeKey=EventSource,AttributeValue=ssm.amazonaws.com"],
    ...["--start-time", from, "--end-time", to],
    ...["--query", `Events[?ReadOnly=='false' && ${named}].[EventTime,Username,EventName]`, "--output", "table"],
  );
}
