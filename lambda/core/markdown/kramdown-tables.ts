/** kramdown tables: every line has a `|` outside code; separators are optional. Also splits a lone link with `|` in its text. */
import { CodeSpans } from '../text/finder.ts';
import { budgetOf } from './counting.ts';
import type { MarkdownIt, StateBlock } from './markdown-it-types.d.ts';

const isSeparator = (line: string): boolean => line.includes('-') && /^[+|: -]+$/.test(line);
const isFooterMark = (line: string): boolean => line.includes('=') && /^[+|: =]+$/.test(line);
const PIECE = /\\\||\||`+|[^|`\\]+|[\s\S]/g;

/** Larger tables are not padded to the widest row: small texts would grow hugely. */
const MOST_CELLS = 65_536;

export function kramdownTables(markdown: MarkdownIt): void {
  markdown.block.ruler.disable('table');
  markdown.block.ruler.before('lheading', 'kramdown_table', table);
}

function table(state: StateBlock, start: number, end: number, silent: boolean): boolean {
  if (silent || (state.sCount[start] ?? 0) - state.blkIndent >= 4) return false;
  if (start > 0 && !state.isEmpty(start - 1) && state.parentType !== 'list' && state.parentType !== 'blockquote') return false;
  const lines: string[] = [];
  for (let line = start; line < end && !state.isEmpty(line) && (state.sCount[line] ?? 0) >= state.blkIndent; line++) {
    budgetOf(state).use(1);
    const text = state.getLines(line, line + 1, state.blkIndent, false).trim();
    if (text.startsWith('{:')) break;
    if (!text.includes('|')) return false;
    lines.push(text);
  }
  const groups = rowGroups(lines);
  if (groups === undefined) return false;
  write(state, groups, start);
  state.line = start + lines.length;
  return true;
}

interface Group {
  tag: 'thead' | 'tbody';
  rows: { line: number; cells: string[] }[];
}

function rowGroups(lines: string[]): Group[] | undefined {
  const groups: Group[] = [{ tag: 'tbody', rows: [] }];
  const leadingPipe = lines[0]?.startsWith('|') ?? false;
  for (const [line, text] of lines.entries()) {
    const group = groups.at(-1);
    if (!group) return undefined;
    if (isSeparator(text) || isFooterMark(text)) {
      if (group.rows.length === 0) continue;
      if (groups.length === 1 && isSeparator(text)) group.tag = 'thead';
      groups.push({ tag: 'tbody', rows: [] });
    } else {
      const cells = split(text, leadingPipe);
      if (cells === undefined) return undefined;
      group.rows.push({ line, cells });
    }
  }
  const filled = groups.filter((group) => group.rows.length > 0);
  return filled.some((group) => group.tag === 'tbody') ? filled : undefined;
}

function split(text: string, leadingPipe: boolean): string[] | undefined {
  const cells = [''];
  const spans = new CodeSpans(text);
  const piece = new RegExp(PIECE);
  for (let found = piece.exec(text); found; found = piece.exec(text)) {
    const [whole] = found;
    const end = whole.startsWith('`') ? spanEnd(spans, found.index, piece.lastIndex) : piece.lastIndex;
    if (whole === '|') cells.push('');
    else cells[cells.length - 1] += whole === '\\|' ? '|' : text.slice(found.index, end);
    piece.lastIndex = end;
  }
  if (cells.length === 1) return undefined;
  if (leadingPipe && cells[0]?.trim() === '') cells.shift();
  if (cells.at(-1)?.trim() === '') cells.pop();
  return cells.map((cell) => cell.trim());
}

function spanEnd(spans: CodeSpans, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const end = spans.endOf(at);
    if (end !== undefined) return end;
  }
  return to;
}

function write(state: StateBlock, groups: Group[], start: number): void {
  const lengths = groups.flatMap((group) => group.rows.map((row) => row.cells.length));
  const widest = lengths.reduce((most, length) => Math.max(most, length), 0);
  const columns = widest * lengths.length > MOST_CELLS ? 0 : widest;
  state.push('table_open', 'table', 1);
  for (const { tag, rows } of groups) {
    state.push(`${tag}_open`, tag, 1);
    const cell = tag === 'thead' ? 'th' : 'td';
    for (const { line, cells } of rows) {
      state.push('tr_open', 'tr', 1);
      for (let column = 0; column < Math.max(columns, cells.length); column++) {
        state.push(`${cell}_open`, cell, 1);
        const inline = state.push('inline', '', 0);
        inline.content = cells[column] ?? '';
        inline.children = [];
        inline.map = [start + line, start + line + 1];
        state.push(`${cell}_close`, cell, -1);
      }
      state.push('tr_close', 'tr', -1);
    }
    state.push(`${tag}_close`, tag, -1);
  }
  state.push('table_close', 'table', -1);
}
