/** Text contrast is at least 4.5:1 (WCAG 2.2, 1.4.3). */
export const PALETTE = `
:root {
  color-scheme: light dark;
  --paper: #faf9f7; --card: #ffffff; --ink: #1c1b1a; --soft: #67635e; --line: #e7e3de; --hover: #f3f0ec; --accent: #b8430a;
  --sans: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root { --paper: #131416; --card: #1a1c1f; --ink: #ecebe8; --soft: #a09c96; --line: #2b2d31; --hover: #222428; --accent: #ff9d66; }
}
* { box-sizing: border-box; }
a { color: inherit; text-decoration: underline; text-decoration-color: var(--line); text-underline-offset: .2em; }
a:hover { color: var(--accent); text-decoration-color: currentColor; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
`;
