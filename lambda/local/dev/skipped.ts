import type { Skipped } from '../../core/catalog/membership.ts';
import { html, type Markup } from '../../core/page/markup.ts';

/** Files listed per reason. */
const MAX_LISTED = 20;

export function skippedSection(skipped: Skipped): Markup {
  const groups = Object.entries(skipped);
  if (groups.length === 0) return html``;
  return html`<section aria-labelledby="skipped">
<h2 id="skipped">Not taken as posts</h2>
${groups.map(([reason, keys]) => group(reason, keys))}
</section>`;
}

function group(reason: string, keys: readonly string[]): Markup {
  const more = keys.length - MAX_LISTED;
  return html`<details class="card" id="skipped-${reason.replace(/\W+/g, '-')}">
<summary>${reason} <span class="number">${keys.length.toLocaleString('en')}</span></summary>
<ul>${keys.slice(0, MAX_LISTED).map((key) => html`<li><code class="place">${key}</code></li>`)}${more > 0 && html`<li>and ${more.toLocaleString('en')} more</li>`}</ul>
</details>`;
}
