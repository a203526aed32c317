import type { Position } from './syntax-problem.ts';

/**
 * Position of a field's value: of `2026` in `date: 2026`.
 * @param source YAML, TOML or JSON
 * @param path `feeds.rss`
 */
export function locate(source: string, path: string): Position {
  const lines = source.split('\n');
  const whole = find(lines, path);
  const [outer = '', ...inner] = path.split('.');
  if (whole || inner.length === 0) return whole ?? findTable(lines, path) ?? { line: 1, column: 1 };
  const start = find(lines, outer) ?? findTable(lines, outer);
  if (!start) return { line: 1, column: 1 };
  const within = locate(inside(lines, start).join('\n'), inner.join('.'));
  return within.line === 1 && within.column === 1 ? start : { line: within.line + start.line - 1, column: within.column };
}

function inside(lines: string[], { line, column }: Position): string[] {
  const [first = '', ...rest] = lines.slice(line - 1);
  const indentOf = (text: string) => text.search(/\S/);
  const end = rest.findIndex((text) => (column === 1 ? /^\s*\[/.test(text) : indentOf(text) >= 0 && indentOf(text) <= indentOf(first)));
  return [' '.repeat(column - 1) + first.slice(column - 1), ...(end < 0 ? rest : rest.slice(0, end))];
}

const escapePattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Least indented: others are nested. */
function find(lines: string[], field: string): Position | undefined {
  const name = `["']?${escapePattern(field)}["']?\\s*[:=]\\s*`;
  const found = lines.flatMap((text, index) => {
    const match = new RegExp(`^(\\s*)${name}`).exec(text);
    return match ? [{ line: index + 1, column: match[0].length + 1, indent: match[1]?.length ?? 0, toml: /=\s*$/.test(match[0]) }] : [];
  });
  const indent = Math.min(...found.map((each) => each.indent));
  const outermost = found.filter((each) => each.indent === indent);
  // TOML's later ones belong to other tables; in YAML and JSON the last wins.
  const best = outermost[0]?.toml ? outermost[0] : outermost.at(-1);
  if (best) return { line: best.line, column: best.column };
  const inline = new RegExp(`[{,]\\s*${name}`);
  const line = lines.findIndex((text) => inline.test(text));
  const match = inline.exec(lines[line] ?? '');
  return match ? { line: line + 1, column: match.index + match[0].length + 1 } : undefined;
}

function findTable(lines: string[], table: string): Position | undefined {
  const line = lines.findIndex((text) => new RegExp(`^\\s*\\[\\[?${escapePattern(table)}[\\].]`).test(text));
  return line < 0 ? undefined : { line: line + 1, column: 1 };
}

/** Of a YAML list in block style, for each item the source without the others, at the same lines; else empty. */
export function itemSources(source: string, path: string): string[] {
  const lines = source.split('\n');
  const start = locate(source, path).line;
  const dashes = lines.flatMap((text, index) => {
    const indent = index < start ? -1 : text.search(/\S/);
    return indent >= 0 && /^-(?:\s|$)/.test(text.slice(indent)) ? [{ index, indent }] : [];
  });
  const [first] = dashes;
  if (!first || lines.slice(start, first.index).some((text) => /^\s*[^\s#]/.test(text))) return [];
  const after = lines.findIndex((text, index) => index > first.index && isBehind(text, first.indent));
  const end = after < 0 ? lines.length : after;
  const starts = dashes.filter(({ index, indent }) => indent === first.indent && index < end).map(({ index }) => index);
  return starts.map((from, item) => {
    const to = starts[item + 1] ?? end;
    const kept = lines.map((text, index) =>
      index === from ? text.replace('-', ' ') : index < first.index || (index > from && index < to) ? text : '',
    );
    return kept.slice(0, to).join('\n');
  });
}

const isBehind = (text: string, indent: number): boolean => {
  const own = text.search(/[^\s#]/);
  return own >= 0 && (own < indent || (own === indent && text[own] !== '-'));
};
