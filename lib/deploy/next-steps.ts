import { commandLine } from "../cli/command-line.ts";
import type { GlobalOptions } from "../cli/global-options.ts";
import { type Advice, adviceText } from "../cli/render/advice.ts";
import { targetWords } from "../cli/target.ts";
import type { ParameterSummary } from "../vault/api.ts";
import { isBroken } from "../vault/verdicts.ts";

export interface Deployed {
  options: GlobalOptions;
  region: string;
  /** Who gets the vault's messages, if anyone, and whether this deploy had AWS ask for a confirmation. */
  notify: string | undefined;
  subscribed: boolean;
  parameters: ParameterSummary[];
}

/** What there is to do once a vault stands: mend what is broken, and ask before each deploy. */
export function nextSteps({ options, region, notify, subscribed, parameters }: Deployed, width: number): string {
  const broken = parameters.filter(({ verdict }) => isBroken(verdict));
  const stages = parameters.filter(({ app, live }) => app !== null && live);
  const stage = stages.find(({ verdict }) => verdict === "ok") ??
    stages[0] ?? {
      app: "<app>",
      stage: "<stage>",
      name: "",
    };
  const where = { ...options, region };
  const steps: Advice[] = [
    ...(broken.length > 0
      ? [
          {
            what: `${broken.length} broken: what is wrong, and what to type`,
            commands: [commandLine(where, "verify", [])],
          },
        ]
      : []),
    ...(subscribed
      ? [{ what: `confirm the mail that AWS has sent to ${notify}, or no message will come`, commands: [] }]
      : []),
    {
      what: "in CI, before `sst deploy` (README, The gate in CI)",
      commands: [commandLine(where, "verify", targetWords(stage), ["--allow-new"])],
    },
  ];
  return `next:\n${steps.map((step) => adviceText([step], width)).join("")}`;
}
