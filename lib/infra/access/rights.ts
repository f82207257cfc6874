import { ARTIFACT_RIGHTS } from "./artifact-rights.ts";
import { HEALTH_RIGHTS } from "./health-rights.ts";
import { MESSAGE_RIGHTS } from "./message-rights.ts";
import { PARAMETER_RIGHTS } from "./parameter-rights.ts";
import { STORAGE_RIGHTS } from "./storage-rights.ts";

/** Every right that any function of the stack holds, by name. Nothing else is granted anywhere. */
export const RIGHTS = {
  ...PARAMETER_RIGHTS,
  ...STORAGE_RIGHTS,
  ...ARTIFACT_RIGHTS,
  ...MESSAGE_RIGHTS,
  ...HEALTH_RIGHTS,
};
