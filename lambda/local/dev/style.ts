import { PALETTE } from '../../core/page/palette.ts';

export const DEV_STYLE = `${PALETTE}
:root { --good: #1a7f4b; --bad: #b3261e; --bad-soft: #fdf1ef; --warn: #8a5a00; --warn-soft: #fdf6e7; }
@media (prefers-color-scheme: dark) { :root { --good: #5fd196; --bad: #ff8f85; --bad-soft: #2a1a1a; --warn: #e9b95a; --warn-soft: #272114; } }
body { margin: 0 auto; padding: 0 1.5rem 5rem; max-width: 70rem; background: var(--paper); color: var(--ink); font: 15px/1.55 var(--sans); overflow-wrap: anywhere; }
h1, h2, h3, p, ul, dl, dd { margin: 0; padding: 0; }
ul { list-style: none; }

.bar { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; padding: 1.25rem 0; font-size: .8125rem; color: var(--soft); }
.brand { display: flex; align-items: center; gap: .5rem; margin-right: auto; font-weight: 600; color: var(--ink); }
.brand svg { width: 1.125rem; height: 1.125rem; color: var(--accent); }
#connection { display: none; align-items: center; gap: .5rem; }
.scripted #connection { display: flex; }
#connection::before { content: ""; width: .5rem; height: .5rem; border-radius: 50%; background: var(--line); }
#connection[data-state=live]::before { background: var(--good); }
#connection[data-state=lost] { color: var(--bad); font-weight: 600; }
#connection[data-state=lost]::before { background: var(--bad); }

.title { padding: 2rem 0 1.75rem; }
h1 { font-size: clamp(1.75rem, 1.2rem + 2.4vw, 2.5rem); line-height: 1.15; letter-spacing: -.022em; font-weight: 680; text-wrap: balance; }
.title p { margin-top: .5rem; color: var(--soft); }
.counts { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.5rem, 1fr)); border: 1px solid var(--line); border-radius: 12px; background: var(--card); overflow: hidden; }
.counts > div { display: flex; flex-direction: column-reverse; padding: .875rem 1.125rem; box-shadow: 1px 0 0 var(--line), 0 1px 0 var(--line); }
.counts dd { font-size: 1.5rem; line-height: 1.2; font-weight: 620; letter-spacing: -.015em; font-variant-numeric: tabular-nums; }
.counts dt, .number { font-size: .8125rem; color: var(--soft); }
.counts .none dd { color: var(--soft); font-weight: 450; }
.counts .bad dd { color: var(--bad); }

section { margin-top: 2.75rem; }
h2 { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 .625rem; overflow-wrap: normal; margin-bottom: .75rem; font-size: 1.0625rem; font-weight: 640; letter-spacing: -.01em; }
h2 small { font-size: .8125rem; font-weight: 400; color: var(--soft); letter-spacing: 0; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 0 2.5rem; align-items: start; }
.card { border: 1px solid var(--line); border-radius: 12px; background: var(--card); overflow: hidden; }
.card + .card { margin-top: .75rem; }
.card li { padding: .75rem 1.125rem; }
.card li + li, summary + ul { border-top: 1px solid var(--line); }
.empty { padding: 1.25rem 1.125rem; color: var(--soft); }

.problem { border-left: 3px solid var(--bad); background: var(--bad-soft); }
.problem.warning { border-left-color: var(--warn); background: var(--warn-soft); }
.problem p { display: flex; flex-wrap: wrap; gap: 0 .75rem; align-items: baseline; }
.label { font-size: .75rem; font-weight: 650; color: var(--bad); }
.warning .label { color: var(--warn); }
.place, .path { font: .8125rem/1.6 var(--mono); }
.place { color: var(--soft); }

.feed { display: flex; flex-wrap: wrap; align-items: center; gap: .375rem .75rem; }
.feed .name { flex: 1 1 8rem; font-weight: 500; }
.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.formats { display: flex; flex-wrap: wrap; gap: .375rem; }
.format { display: inline-flex; align-items: stretch; border: 1px solid var(--line); border-radius: 7px; font-size: .8125rem; line-height: 1.25rem; overflow: hidden; }
.format a { padding: .1875rem .5625rem; text-decoration: none; }
.format a:hover { background: var(--hover); }
.main-feed .formats { flex-basis: 100%; flex-direction: column; }
.main-feed .format { justify-content: space-between; }
.main-feed .format a { display: flex; flex: 1; gap: .75rem; padding: .4375rem .75rem; }
.main-feed .format b { min-width: 2.5rem; font-weight: 550; }
.format .path { line-height: 1.25rem; color: var(--soft); }
button[data-copy] { display: none; border: 0; border-left: 1px solid var(--line); padding: 0 .5rem; background: none; color: var(--soft); font: inherit; cursor: pointer; }
.scripted button[data-copy] { display: block; }
button[data-copy]:hover { background: var(--hover); color: var(--accent); }
button[data-copy] svg { display: block; width: .8125rem; height: .8125rem; }
button[data-copied] { color: var(--good); }
:is(a, button):focus-visible { outline-offset: -2px; }
summary { padding: .75rem 1.125rem; font-weight: 600; cursor: pointer; }
summary:hover { background: var(--hover); }
summary .number { margin-left: .5rem; font-weight: 400; }

.entry { content-visibility: auto; contain-intrinsic-size: auto 4rem; }
.entry > a { font-weight: 550; text-decoration-color: transparent; }
.entry > a:hover { text-decoration-color: currentColor; }
.about { display: flex; flex-wrap: wrap; gap: 0 .875rem; font-size: .8125rem; color: var(--soft); }
.term::before { content: "#"; opacity: .55; }

@media (max-width: 52rem) { .columns { grid-template-columns: minmax(0, 1fr); } }
@media (max-width: 30rem) { body { padding: 0 1rem 3rem; } .title { padding-top: 1rem; } .counts { grid-template-columns: repeat(2, 1fr); } }
`;
