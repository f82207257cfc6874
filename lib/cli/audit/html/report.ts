import { byText } from "../../../vault/text-order.ts";
import type { ReportInput } from "../report-input.ts";
import type { Line } from "./lines.ts";
import { type People, peopleOf } from "./people.ts";
import { type Stage, stagesOf } from "./stages.ts";

/** What was asked for, sorted into what the page tells. */
export interface Report {
  input: ReportInput;
  stages: Stage[];
  people: People;
  /** Of all stages, oldest first. */
  lines: Line[];
}

export function reportOf(input: ReportInput): Report {
  const stages = stagesOf(input);
  const lines = stages.flatMap((stage) => stage.lines).sort((a, b) => byText(a.event.time, b.event.time));
  return { input, stages, people: peopleOf(lines, input.account), lines };
}
