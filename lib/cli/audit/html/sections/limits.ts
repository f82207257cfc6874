import { html, type Markup } from "../markup.ts";

/** What an auditor may conclude from the page, and what not: the reverse of every strong word on it. */
export function limits(): Markup {
  return html`<section id="limits">
<h2>What this proves, and what it does not</h2>
<div class="columns">
<div>
<h3>It proves</h3>
<ul>
<li><strong>Who wrote a value.</strong> Parameter Store itself names the writer of every version, also of those the vault
found later.</li>
<li><strong>Who deleted one, where CloudTrail says so.</strong> That takes a CloudTrail trail in the account that logs
management events.</li>
<li><strong>That a stage can be given back.</strong> <code>ok</code> and <code>recoverable</code> rest on decrypting the
stage's state and secrets with the value kept, at the time of the last proof.</li>
<li><strong>That nothing was changed inside a chain.</strong> An entry changed, inserted or removed between others breaks
every fingerprint after it.</li>
<li><strong>With <code>--heads</code>, that nothing was cut off or rewritten</strong> since the earlier check, up to the
entries it knew.</li>
</ul>
</div>
<div>
<h3>It does not prove</h3>
<ul>
<li><strong>Who deleted a value, where no trail tells.</strong> The author is “unknown” then. CloudTrail's own event history
keeps 90 days; the line has the command that asks it.</li>
<li><strong>That someone is who he says.</strong> “Stated” is what the caller of a restore said of himself, and why.</li>
<li><strong>What was gone too soon.</strong> A value deleted before it could be read, as a rule within a second, is not in the
vault. Where that was noticed it says “capture missed”.</li>
<li><strong>What was before a passphrase was first seen.</strong> The vault found what Parameter Store still remembered
then: up to 100 versions, no deletions.</li>
<li><strong>Who read a passphrase</strong> from Parameter Store, or whether a session had used MFA. CloudTrail has both.</li>
<li><strong>That no end was cut off.</strong> Who may write to the ledger's table can remove the newest entries of a chain,
or rewrite it from some entry on with fingerprints that fit. A removal shows as long as the vault's status row is not
set back as well; a rewriting shows only beside the heads of an earlier check.</li>
<li><strong>Who added an entry.</strong> Who may write to that table can add a well-formed one at the end of a chain.</li>
<li><strong>That a kept value is still the one that was kept.</strong> The check reads no sealed value; restore tests do,
each time, as of the last proof.</li>
<li><strong>That this page is as it was made.</strong> It is a plain file. Keep it, or its checksum, where it cannot be
changed.</li>
</ul>
</div>
</div>
</section>`;
}
