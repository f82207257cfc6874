import { Option } from "commander";
import type { CliCommand } from "../command.ts";
import { type RestoreOptions, tiers } from "../restore/request.ts";
import { restoreAll } from "../restore/restore-all.ts";
import { restoreOne } from "../restore/restore-one.ts";
import { OPTIONAL_TARGET_ARGUMENTS } from "../target.ts";

export const restoreCommand: CliCommand = {
  name: "restore",
  summary: "give a parameter a value that the vault holds",
  description: [
    "Gives a parameter a value that the vault holds: that of the recovery point that opens the stage, unless you name another.",
    "Where none is proved to open it, it refuses, shows what each one opens, and changes nothing;",
    "where there is nothing to open and the parameter is absent, it takes the newest. A value that is replaced stays in the vault.",
    "The last line of the output is the command that undoes it.",
  ].join(" "),
  operands: OPTIONAL_TARGET_ARGUMENTS,
  options: (command) =>
    command
      .option("--all", "every parameter whose verdict is recoverable, one after the other")
      .option("--recovery-point <id>", "this one, not the one that opens the stage; as history shows it")
      .option(
        "--from <app/stage>",
        "copy the value of another stage, if it opens this one (needs its own IAM permission)",
      )
      .option("--at <time>", "the one that was live then: ISO 8601 (UTC unless it names a zone), or 30m, 2h, 7d ago")
      .option("--dry-run", "only tell what would be done")
      .option(
        "--force",
        "restore even if unproven, if it breaks a working stage, during a deploy, or in clear; a right of its own",
      )
      .option("--reason <text>", "why, for the audit trail")
      .addOption(new Option("--tier <tier>", "another tier than it had").choices(tiers()))
      .option("--key-id <key>", "another KMS key than it had; whoever may use that one can read it"),
  examples: [
    ["restore my-app production --dry-run", "what would happen?"],
    ["restore my-app production", "the passphrase that opens the stage"],
    ["restore --all", "mend all stages that can be"],
    ["restore my-app production --at 2h", "as it was two hours ago"],
    ["restore shop production --from store/production", "after the app was renamed from store to shop"],
    ["restore my-app pr-17 --recovery-point 20261122T014946.123Z-3", "this very one, as history shows it"],
    [
      "restore my-app production --at 2026-11-22T01:00 --yes --json",
      "in a script: replaces a live value, asks nothing",
    ],
  ],
  run: (context, operands, options: RestoreOptions) =>
    options.all ? restoreAll(context, operands, options) : restoreOne(context, operands, options),
};
