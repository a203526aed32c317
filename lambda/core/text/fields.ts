/**
 * Typed reads from untrusted data (front matter, configuration). A value of the wrong kind is a problem at its line and column and reads
 * as if it were absent, so that one pass reports everything that is wrong with a file.
 */
import { closest, distance } from 'fastest-levenshtein';
import { parseDate } from './date.ts';
import type { Instant, Key, Person, Problem, Severity } from '../model.ts';

const LONGEST_TEXT = 5_000;
const MOST_NAMES = 100;

/** One line: no control characters, no halves of surrogate pairs, no runs of white space. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
    .replace(/\s+/g, ' ')
    .trim();

const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

export class Fields {
  readonly problems: Problem[] = [];
  private readonly key: Key;
  private readonly data: Record<string, unknown>;
  private readonly source: string;

  /** @param source the text that `data` was read from, for line numbers */
  constructor(key: Key, data: Record<string, unknown>, source: string) {
    this.key = key;
    this.data = data;
    this.source = source;
  }

  report(field: string, message: string, severity: Severity = 'error'): void {
    this.problems.push({ key: this.key, ...locate(this.source, field), message: `${field}: ${message}`, severity });
  }

  /** The first of the names that is there and not null. */
  find(...names: string[]): { field: string; value: unknown } | undefined {
    for (const field of names) {
      const value = Object.hasOwn(this.data, field) ? this.data[field] : undefined;
      if (value !== undefined && value !== null) return { field, value };
    }
    return undefined;
  }

  text(...names: string[]): string | undefined {
    const found = this.find(...names);
    if (!found) return undefined;
    const { field, value } = found;
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      this.report(field, `expected text, got ${show(value)}; put it in quotes`);
      return undefined;
    }
    const text = oneLine(String(value));
    if (text.length > LONGEST_TEXT) this.report(field, `expected at most ${LONGEST_TEXT} characters, got ${text.length}; shorten it`);
    return text === '' ? undefined : text;
  }

  flag(...names: string[]): boolean | undefined {
    const found = this.find(...names);
    if (!found) return undefined;
    const word = String(found.value).toLowerCase();
    if (['true', 'yes', 'on'].includes(word)) return true;
    if (['false', 'no', 'off'].includes(word)) return false;
    this.report(found.field, `expected true or false, got ${show(found.value)}`);
    return undefined;
  }

  whole(low: number, high: number, ...names: string[]): number | undefined {
    const found = this.find(...names);
    if (!found) return undefined;
    const value = typeof found.value === 'string' ? Number(found.value) : found.value;
    if (typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high) return value;
    this.report(found.field, `expected a whole number from ${low} to ${high}, got ${show(found.value)}`);
    return undefined;
  }

  choice<T extends string>(choices: readonly T[], ...names: string[]): T | undefined {
    const found = this.find(...names);
    const chosen = choices.find((choice) => choice === found?.value);
    if (found && !chosen) this.report(found.field, `expected ${choices.join(' or ')}, got ${show(found.value)}`);
    return chosen;
  }

  date(timezone: string, ...names: string[]): Instant | undefined {
    const found = this.find(...names);
    if (!found) return undefined;
    const date = typeof found.value === 'string' ? parseDate(found.value, timezone) : undefined;
    if (!date)
      this.report(
        found.field,
        `expected a date, got ${show(found.value)}; write a day that exists as 2026-03-01 or 2026-03-01 09:30:00 +0100`,
      );
    return date;
  }

  /** Absolute, http or https. */
  url(...names: string[]): string | undefined {
    const text = this.text(...names);
    if (text === undefined) return undefined;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url && /^https?:$/.test(url.protocol)) return url.href;
    this.report(this.find(...names)?.field ?? '', `expected an address that begins with https://, got ${show(text)}`);
    return undefined;
  }

  /** A list of names, or one text that `split` takes apart. No name twice, none empty. */
  names(split: (text: string) => string[], ...fields: string[]): string[] {
    const found = this.find(...fields);
    if (!found) return [];
    const values = Array.isArray(found.value) ? found.value : typeof found.value === 'string' ? split(found.value) : [found.value];
    const names = values.flatMap((value: unknown) => {
      if (value === null) return [];
      if (typeof value === 'object') {
        this.report(found.field, `expected a name or a list of names, got ${show(value)}`);
        return [];
      }
      return oneLine(String(value)).normalize('NFC');
    });
    const distinct = [...new Set(names)].filter((name) => name !== '');
    if (distinct.length <= MOST_NAMES) return distinct;
    this.report(found.field, `expected at most ${MOST_NAMES} names, got ${distinct.length}; remove some`);
    return [];
  }

  /** People as names, keys of `known`, or maps with name, email and url (or uri); one or a list. */
  people(known: Record<string, Person>, ...names: string[]): Person[] {
    const found = this.find(...names);
    if (!found) return [];
    const people = (Array.isArray(found.value) ? found.value : [found.value]).flatMap((value: unknown) => {
      const person = this.person(value, known);
      if (!person) this.report(found.field, `expected a name, or a map with a name, got ${show(value)}`);
      return person ? [person] : [];
    });
    return people.filter((person, index) => people.findIndex(({ name }) => name === person.name) === index);
  }

  private person(value: unknown, known: Record<string, Person>): Person | undefined {
    if (typeof value === 'string' || typeof value === 'number') {
      const name = oneLine(String(value)).normalize('NFC');
      return name === '' ? undefined : Object.hasOwn(known, name) ? known[name] : { name };
    }
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
    const fields = new Fields(this.key, value as Record<string, unknown>, '');
    const name = fields.text('name', 'display_name');
    if (name === undefined) return undefined;
    const email = fields.text('email');
    const url = fields.url('url', 'uri', 'link', 'homepage');
    return { name: name.normalize('NFC'), ...(email?.includes('@') ? { email } : {}), ...(url ? { url } : {}) };
  }

  /** Fields that no one asked for, each with the nearest known name. */
  unknown(known: readonly string[]): void {
    for (const field of Object.keys(this.data)) {
      if (known.includes(field)) continue;
      const near = closest(field, known);
      this.report(
        field,
        distance(field, near) <= Math.max(2, field.length / 3)
          ? `no such setting; did you mean ${near}?`
          : `no such setting; known are ${known.join(', ')}`,
      );
    }
  }
}

/** Where a field's value stands: the line and column of `2026` in `date: 2026`, from 1. */
export function locate(source: string, field: string): { line: number; column: number } {
  const name = field.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`^\\s*["']?${name}["']?\\s*[:=]\\s*`);
  const lines = source.split('\n');
  const index = lines.findIndex((line) => pattern.test(line));
  if (index < 0) return { line: 1, column: 1 };
  return { line: index + 1, column: (pattern.exec(lines[index] ?? '')?.[0].length ?? 0) + 1 };
}
