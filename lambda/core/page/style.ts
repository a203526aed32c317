import { PALETTE } from './palette.ts';

export const PAGE_STYLE = `${PALETTE}
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; padding: clamp(2.5rem, 9vw, 6rem) 1.5rem 4rem; max-width: 47rem; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 var(--sans); overflow-wrap: anywhere; }
h1, h2, h3, p, ul, dl, dd, pre { margin: 0; padding: 0; font-size: inherit; font-weight: inherit; }
ul { list-style: none; }
a { text-decoration-thickness: 1px; text-decoration-color: color-mix(in srgb, var(--soft) 45%, transparent); }
svg { flex: none; width: 1em; height: 1em; }

header img { display: block; width: 3.5rem; height: 3.5rem; margin-bottom: 1.5rem; border-radius: 22%; object-fit: cover; }
.kind { margin-bottom: .25rem; color: var(--accent); font-weight: 550; }
h1 { font-size: clamp(2.25rem, 1.5rem + 3.6vw, 3.5rem); line-height: 1.08; letter-spacing: -.03em; font-weight: 680; text-wrap: balance; }
:lang(ar) h1 { letter-spacing: 0; line-height: 1.3; }
.lead { margin-top: 1rem; font-size: 1.25rem; line-height: 1.5; color: var(--soft); text-wrap: pretty; }
.site { margin-top: 1rem; }

section { margin-top: clamp(3rem, 7vw, 4.5rem); }
h2 { margin-bottom: 1rem; font-size: 1.375rem; line-height: 1.3; font-weight: 640; letter-spacing: -.015em; }
section > p { text-wrap: pretty; }
.soft { color: var(--soft); font-size: .9375rem; }

.open { display: flex; flex-wrap: wrap; align-items: center; gap: .75rem 1.25rem; margin: 1.5rem 0; }
.open p { flex: 1 1 16rem; text-wrap: pretty; }
.button { display: flex; align-items: center; gap: .625rem; padding: .75rem 1.375rem .75rem 1.125rem; border-radius: 99px; background: var(--accent); color: var(--card); font-weight: 600; text-decoration: none; }
.button:hover { background: color-mix(in srgb, var(--accent) 88%, var(--ink)); color: var(--card); }
.button:focus-visible { border-radius: 99px; }
.readers { display: flex; flex-wrap: wrap; gap: .5rem; margin: .5rem 0 1.5rem; }
.readers a { display: block; padding: .375rem .875rem; border: 1px solid var(--line); border-radius: 99px; background: var(--card); font-size: .9375rem; font-weight: 550; text-decoration: none; }
.readers a:hover { border-color: currentColor; }
.card { border: 1px solid var(--line); border-radius: 14px; background: var(--card); overflow: hidden; }
.card > div { display: grid; grid-template-columns: 4.25rem minmax(0, 1fr); align-items: baseline; padding: .75rem 1.25rem; }
.card > div + div { border-top: 1px solid var(--line); }
dt { font-weight: 550; }
code { font: .875rem/1.6 var(--mono); }
dd code { display: block; text-align: start; user-select: all; -webkit-user-select: all; cursor: copy; }

.entries li { display: grid; grid-template-columns: minmax(0, 1fr); padding: 1.25rem 0; border-top: 1px solid var(--line); }
h3 { font-size: 1.125rem; line-height: 1.4; font-weight: 600; letter-spacing: -.008em; text-wrap: balance; }
h3 a { text-decoration-color: transparent; }
time { color: var(--soft); font-size: .9375rem; font-variant-numeric: tabular-nums; }
.entries p { margin-top: .25rem; color: var(--soft); display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }

details { border-top: 1px solid var(--line); }
details:last-of-type { border-bottom: 1px solid var(--line); }
summary { display: flex; align-items: baseline; gap: .75rem; padding: 1rem 0; cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary::after { content: ""; align-self: center; width: .5rem; height: .5rem; margin-inline-start: auto; margin-inline-end: .25rem; border: solid var(--soft); border-width: 0 1.5px 1.5px 0; rotate: 45deg; translate: 0 -.125rem; }
[open] > summary::after { rotate: 225deg; translate: 0 .125rem; }
summary:hover h2, summary:hover { color: var(--accent); }
summary h2 { margin: 0; font-size: 1.125rem; }
.number, .terms span { color: var(--soft); font-size: .875rem; font-variant-numeric: tabular-nums; }
.terms { columns: 3 13rem; column-gap: 2.5rem; padding-bottom: 1.25rem; }
.terms li { display: flex; align-items: baseline; gap: .5rem; min-height: 2rem; break-inside: avoid; }
.terms a { text-decoration-color: transparent; }
.letters { display: flex; flex-wrap: wrap; gap: .25rem; padding-bottom: 1.25rem; }
.letters a { min-width: 2rem; padding: .25rem .5rem; border-radius: 6px; background: var(--hover); text-align: center; text-decoration: none; }
.letter { padding-bottom: .25rem; font-weight: 640; scroll-margin-top: 1rem; }
.terms span + a { margin-inline-start: auto; padding: .25rem 0; color: var(--soft); font-size: .8125rem; }
.terms a:hover { color: var(--accent); text-decoration-color: currentColor; }
pre { margin: .75rem 0 1.5rem; padding: 1rem 1.25rem; border: 1px solid var(--line); border-radius: 12px; background: var(--card); text-align: left; white-space: pre-wrap; user-select: all; -webkit-user-select: all; cursor: copy; }
pre code { font-size: .8125rem; }
.more { padding: 1rem 0; }
footer { margin-top: 3rem; }

@media (min-width: 40rem) {
  .entries li { grid-template-columns: 9rem minmax(0, 1fr); }
  .entries li > * { grid-column: 2; }
  .entries time { grid-column: 1; grid-row: 1 / span 2; padding-top: .125rem; }
}
@media (max-width: 30rem) { body { padding-inline: 1.125rem; font-size: 1rem; } .lead { font-size: 1.125rem; } .card > div { padding-inline: 1rem; } }
@media print { .open, .readers, #readers, .letters, summary::after { display: none; } }
`;
