/** The local AWS cannot run here; the message is one line that says what to do about it. */
export class LocalAwsError extends Error {
  override name = "LocalAwsError";
}
