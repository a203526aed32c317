/** Beside `PAGE_STYLE`, on pages of shows and episodes. */
export const SHOW_STYLE = `
header .cover { width: min(14rem, 60vw); height: auto; aspect-ratio: 1; border-radius: 14px; }
.small .cover { width: 7rem; }
audio, video { display: block; width: 100%; margin-top: 1rem; border-radius: 14px; }
.entries .facts { display: block; }
.more { margin-top: 2rem; }
@media (min-width: 40rem) { .entries li { grid-template-columns: minmax(0, 1fr); } .entries li > * { grid-column: 1; } .entries time { padding: 0; } }
.phone { display: flex; flex-wrap: wrap; align-items: center; gap: .75rem 1.25rem; margin: 1.5rem 0; }
.code { width: 9rem; height: 9rem; border-radius: 8px; }
.chapters { margin: 0; padding: 0; list-style: none; }
.chapters li { display: grid; grid-template-columns: 5rem minmax(0, 1fr); gap: .25rem .75rem; padding: .5rem 0; border-top: 1px solid var(--line); }
.chapters img { grid-column: 2; width: 6rem; height: 6rem; border-radius: 8px; object-fit: cover; }
.facts > * + *::before { content: "·"; margin-inline: .5rem; }
.notes > * { margin: 0 0 1rem; }
.notes :is(h1, h2, h3, h4, h5, h6) { margin: 1.5rem 0 .75rem; font-size: 1.125rem; line-height: 1.4; font-weight: 600; letter-spacing: normal; }
.notes :is(ul, ol) { padding-inline-start: 1.5rem; list-style: revert; }
.notes :is(img, video, picture, svg) { max-width: 100%; height: auto; }
.notes :is(pre, table) { overflow-x: auto; }
.notes blockquote { margin-inline: 0; padding-inline-start: 1rem; border-inline-start: 3px solid var(--line); }
`;
