/** Works without scripts. */
import type { Skipped } from '../../core/catalog/membership.ts';
import { FORMATS, type Format, type Instant, type Key, type OutputKey, type Problem, type Taxonomy } from '../../core/model.ts';
import { FORMAT_NAMES } from '../../core/page/formats.ts';
import { html, Markup } from '../../core/page/markup.ts';
import { ENGLISH, nameOfTaxonomy } from '../../core/page/messages.ts';
import { taxonomiesIn } from '../../core/taxonomies.ts';
import { localTime } from '../text.ts';
import { DEV_SCRIPT } from './script.ts';
import { skippedSection } from './skipped.ts';
import { DEV_STYLE } from './style.ts';

export interface DevFeed {
  key: OutputKey;
  title: string;
  /** Absent for the main feed. */
  taxonomy?: Taxonomy;
  entries: number;
  /** Percent-encoded paths: `{ rss: '/tags/c-plus-plus/rss.xml' }` */
  urls: Partial<Record<Format, string>>;
}

export interface DevEntry {
  title: string;
  link: string;
  published: Instant;
  terms: string[];
  preview?: string;
}

export interface DevChange {
  title: string;
  key: Key;
  at: Instant;
  change: 'publishes' | 'unpublishes';
}

export interface DevEvent {
  kind: string;
  title: string;
  at: Instant;
}

export interface DevView {
  title: string;
  link: string;
  subscribe?: string;
  preview?: string;
  feeds: DevFeed[];
  newest: DevEntry[];
  problems: Problem[];
  skipped: Skipped;
  coming: DevChange[];
  /** IANA name. */
  timezone: string;
  /** Newest first. */
  events: DevEvent[];
  counts: { published: number; scheduled: number; drafts: number; refused: number; feeds: number };
  lastRun: { at: Instant; milliseconds: number; written: number };
}

const COMING_SHOWN = 10;

const SHOWN_AT_ONCE = 12;

/** @param nonce for the Content-Security-Policy */
export function devPage(view: DevView, nonce: string): string {
  const { refused } = view.counts;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${refused > 0 && `(${refused} refused) `}${view.title} · Linefeed</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${new Markup(DEV_STYLE)}</style>
</head>
<body>
<header class="bar">
<p class="brand">${LOGO}Linefeed</p>
${view.subscribe !== undefined && html`<p><a href="${hrefOf(view.subscribe)}">Subscribe page</a></p>`}
${view.preview !== undefined && html`<p><a href="${hrefOf(view.preview)}">Preview of drafts and scheduled posts</a></p>`}
<p id="connection" role="status">Connecting</p>
</header>
<main>
${heading(view)}
${counts(view)}
${problems(view.problems)}
${coming(view)}
<div class="columns">
${feeds(view)}
${newest(view)}
</div>
${events(view)}
${skippedSection(view.skipped)}
</main>
<script nonce="${nonce}">${new Markup(DEV_SCRIPT)}</script>
</body>
</html>
`.source;
}

function heading({ title, link, lastRun, timezone }: DevView): Markup {
  const written = lastRun.written === 0 ? 'nothing had changed' : `${plural(lastRun.written, 'document')} written`;
  return html`<div class="title">
<h1>${title}</h1>
<p>${outward(link, link)} · published ${time(lastRun.at, timezone)} ${timezone} in ${duration(lastRun.milliseconds)}, ${written}</p>
</div>`;
}

function counts({ counts: { published, scheduled, drafts, refused, feeds } }: DevView): Markup {
  const cell = (name: string, count: number, tone = '') =>
    html`<div class="${count === 0 ? 'none' : tone}"><dt>${name}</dt><dd>${count.toLocaleString('en')}</dd></div>`;
  return html`<dl class="counts">${cell('Published', published)}${cell('Scheduled', scheduled)}${cell('Drafts', drafts)}${cell('Refused', refused, 'bad')}${cell('Feeds', feeds)}</dl>`;
}

function problems(all: Problem[]): Markup {
  if (all.length === 0) return html``;
  const errors = all.filter(({ severity }) => severity === 'error');
  const warnings = all.filter(({ severity }) => severity === 'warning');
  return html`<section aria-labelledby="problems">
<h2 id="problems">Problems ${errors.length > 0 && html`<small>the last good version of a refused post stays published</small>`}</h2>
<ul class="card">${[...errors, ...warnings].map(problem)}</ul>
</section>`;
}

function problem({ key, line, column, message, severity }: Problem): Markup {
  return html`<li class="problem ${severity}">
<p><span class="label">${severity === 'error' ? 'Refused' : 'Warning'}</span> <code class="place">${key}:${line}:${column}</code></p>
<p>${message}</p>
</li>`;
}

function coming({ coming: all, timezone }: DevView): Markup {
  if (all.length === 0) return html``;
  const more = all.length - COMING_SHOWN;
  return html`<section aria-labelledby="coming">
<h2 id="coming">Scheduled changes <small>${timezone}${more > 0 && `, and ${more.toLocaleString('en')} more`}</small></h2>
<ul class="card">${all.slice(0, COMING_SHOWN).map((each) => change(each, timezone))}</ul>
</section>`;
}

const change = ({ title, key, at, change: verb }: DevChange, timezone: string): Markup =>
  html`<li>${time(at, timezone)} ${verb} <b>${title === '' ? 'Untitled' : title}</b> <code class="place">${key}</code></li>`;

function feeds({ feeds: all, title }: DevView): Markup {
  const main = all.filter(({ taxonomy }) => taxonomy === undefined);
  const groups = taxonomiesIn(Object.fromEntries(all.map(({ taxonomy = 'tags' }) => [taxonomy, true]))).map((taxonomy) => {
    const members = all.filter((one) => one.taxonomy === taxonomy);
    return group(
      taxonomy,
      members.map((one) => feed(one, shortened(one.title, title))),
    );
  });
  return html`<section aria-labelledby="feeds">
<h2 id="feeds">Feeds</h2>
${main.length > 0 && html`<ul class="card main-feed">${main.map((one) => feed(one, one.title, true))}</ul>`}
${groups}
</section>`;
}

const shortened = (title: string, site: string): string => (title.startsWith(`${site}: `) ? title.slice(site.length + 2) : title);

function group(taxonomy: Taxonomy, members: Markup[]): Markup {
  if (members.length === 0) return html``;
  const open = members.length <= SHOWN_AT_ONCE ? html` open` : html``;
  return html`<details class="card" id="feeds-${taxonomy}"${open}>
<summary>${nameOfTaxonomy(ENGLISH.groups, taxonomy)} <span class="number">${members.length.toLocaleString('en')}</span></summary>
<ul>${members}</ul>
</details>`;
}

function feed({ title, entries, urls }: DevFeed, shown: string, withPaths = false): Markup {
  const formats = FORMATS.flatMap((format) => {
    const path = urls[format];
    return path === undefined ? [] : [address(FORMAT_NAMES[format], hrefOf(path), title, withPaths)];
  });
  return html`<li class="feed"><span class="name">${shown}</span> <span class="number">${plural(entries, 'entry', 'entries')}</span>
<span class="formats">${formats}</span></li>`;
}

function address(name: string, href: string, title: string, withPath: boolean): Markup {
  const text = withPath ? html`<b>${name}</b><span class="path">${href}</span>` : html`${name}`;
  return html`<span class="format"><a href="${href}">${text}</a><button type="button" data-copy="${href}" aria-label="Copy the ${name} address of ${title}" title="Copy the address">${COPY}</button></span> `;
}

function newest({ newest: entries, timezone }: DevView): Markup {
  const list = html`<ul class="card">${entries.map((each) => entry(each, timezone))}</ul>`;
  const none = html`<p class="card empty">Nothing is published yet. Save a post into the folder and it appears here.</p>`;
  return html`<section aria-labelledby="newest">
<h2 id="newest">Newest entries <small>${timezone}</small></h2>
${entries.length === 0 ? none : list}
</section>`;
}

function entry({ title, link, published, terms, preview }: DevEntry, timezone: string): Markup {
  const name = title === '' ? 'Untitled' : title;
  const linked = preview === undefined ? outward(link, name) : html`<a href="${hrefOf(preview)}">${name}</a>`;
  return html`<li class="entry">${linked}
<p class="about">${time(published, timezone)}${terms.map((term) => html` <span class="term">${term}</span>`)}</p></li>`;
}

function events({ events: all, timezone }: DevView): Markup {
  if (all.length === 0) return html``;
  return html`<section aria-labelledby="events">
<h2 id="events">Events <small>sent to an event bus on AWS · ${timezone}</small></h2>
<ul class="card">${all.map(
    ({ kind, title, at }) =>
      html`<li>${time(at, timezone)} <code class="place">${kind}</code> <b>${title === '' ? 'Untitled' : title}</b></li>`,
  )}</ul>
</section>`;
}

/** A post may contain `javascript:`. */
const outward = (link: string, text: string): Markup =>
  /^https?:\/\//i.test(link) ? html`<a href="${link}" rel="noreferrer">${text}</a>` : html`<span>${text}</span>`;

/** A second slash would leave this server. */
const hrefOf = (path: string): string => `/${path.replace(/^[/\\]+/, '')}`;

const time = (at: Instant, timezone: string): Markup => html`<time datetime="${at}">${localTime(at, timezone)}</time>`;

const duration = (milliseconds: number): string =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;

const plural = (count: number, one: string, many = `${one}s`): string => `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

const LOGO = html`<svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M13 2v5a3 3 0 0 1-3 3H3"/><path d="M6 6.5 2.5 10 6 13.5"/></svg>`;

const COPY = html`<svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5" aria-hidden="true"><rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/><path d="M10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5"/></svg>`;
