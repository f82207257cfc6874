import { html, type Markup } from "../markup.ts";
import { verdictMark } from "../parts/verdict-mark.ts";

/** The words of the page, for a reader who meets them here first. */
export function glossary(): Markup {
  return html`<section id="words">
<h2>Words</h2>
<dl class="words">
<dt>Stage, passphrase</dt><dd>SST is a tool that deploys apps to AWS. Each app has stages, such as production. SST encrypts a
stage's state and secrets with one passphrase, kept in Parameter Store; without it the stage can neither be changed nor
removed. The stage <code>_fallback</code> holds the secrets that all stages of an app share.</dd>
<dt>Recovery point</dt><dd>One version of one passphrase, kept encrypted and for ever. Its name is when it was written, and
its version in Parameter Store.</dd>
<dt>Ledger, entry, chain</dt><dd>What the vault writes down of a stage, numbered, never changed or deleted; chained by
fingerprints.</dd>
<dt>Restore</dt><dd>A kept value is written back into Parameter Store. What it replaces is kept first.</dd>
<dt>Capture missed</dt><dd>A value that the vault knows of and could not keep.</dd>
<dt>Life</dt><dd>From one creation of a parameter to its deletion; its versions start again at 1 in the next.</dd>
<dt>Proof</dt><dd>The vault decrypts the stage's state and secrets with each recovery point, to see which opens them.</dd>
<dt>Known from</dt><dd><em>Parameter Store</em> and <em>CloudTrail</em>: AWS names them. <em>Stated</em>: the caller's own word.
<em>Verified</em>: the caller proved it to the vault.</dd>
</dl>
<h3>Verdicts</h3>
<dl class="words">
<dt>${verdictMark("ok")}</dt><dd>The value in Parameter Store opens the stage's state and secrets.</dd>
<dt>${verdictMark("recoverable")}</dt><dd>It does not, or is gone, and a recovery point does: one command gives it back.</dd>
<dt>${verdictMark("split")}</dt><dd>State and secrets are under different passphrases; both are kept.</dd>
<dt>${verdictMark("lost")}</dt><dd>No recovery point opens what is there.</dd>
<dt>${verdictMark("unproven")}</dt><dd>There is nothing to test yet, or state and secrets cannot be read.</dd>
<dt>${verdictMark("retired")}</dt><dd>The stage was removed; no passphrase is needed.</dd>
</dl>
</section>`;
}
