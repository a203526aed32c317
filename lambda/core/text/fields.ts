/** Typed reads of untrusted data. Bad values are reported and read as absent: one pass reports all. */
import { closest, distance } from 'fastest-levenshtein';
import type { Instant, Key, Person, Problem, Severity } from '../model.ts';
import { isMap } from './is-map.ts';
import { itemSources, locate } from './locate.ts';
import { oneLine } from './one-line.ts';
import { ProblemReport } from './problem-report.ts';

const LONGEST_TEXT = 5_000;
const MOST_NAMES = 1_000;

const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

const isScalar = (value: unknown): value is string | number | boolean => ['string', 'number', 'boolean'].includes(typeof value);

export interface DataFile {
  key: Key;
  data: Record<string, unknown>;
  source: string;
  /** Hugo ignores case. */
  anyCase?: boolean;
}

export class Fields {
  readonly #reported: ProblemReport;
  readonly #file: DataFile;
  readonly #prefix: string;

  constructor(file: DataFile, prefix = '', reported: ProblemReport = new ProblemReport(file.key)) {
    this.#file = file;
    this.#prefix = prefix;
    this.#reported = reported;
  }

  get problems(): Problem[] {
    return this.#reported.problems;
  }

  include(problems: readonly Problem[]): void {
    for (const problem of problems) this.#reported.add(problem.severity, () => problem);
  }

  /** A nested map, or an empty one; shares the report. */
  within(name: string): Fields {
    const { field, value } = this.find(name) ?? { field: name, value: {} };
    return new Fields({ ...this.#file, data: isMap(value) ? value : {} }, `${this.#prefix}${field}.`, this.#reported);
  }

  /** The values of a list, or one value: maps as fields that share the report. */
  each(name: string, most = MOST_NAMES): (Fields | string | number | boolean)[] {
    const found = this.find(name);
    if (!found) return [];
    const path = this.#prefix + found.field;
    const sources = Array.isArray(found.value) ? itemSources(this.#file.source, path) : [];
    return (Array.isArray(found.value) ? found.value : [found.value])
      .slice(0, most)
      .flatMap((value: unknown, index): (Fields | string | number | boolean)[] => {
        if (isScalar(value)) return [value];
        const source = sources[index] ?? this.#file.source;
        return isMap(value) ? [new Fields({ ...this.#file, data: value, source }, `${path}.`, this.#reported)] : [];
      });
  }

  report(field: string, message: string, severity: Severity = 'error'): void {
    this.#reported.add(severity, () => this.problem(field, message, severity));
  }

  problem(field: string, message: string, severity: Severity = 'error'): Problem {
    const path = this.#prefix + field;
    return { key: this.#file.key, ...locate(this.#file.source, path), message: `${path}: ${message}`, severity };
  }

  /** `dtae` for `date`. */
  misspelt(names: readonly string[]): { field: string; meant: string } | undefined {
    const near = (field: string, meant: string) =>
      field.length > 2 && Math.abs(field.length - meant.length) <= 2 && distance(field.toLowerCase(), meant.toLowerCase()) <= 2;
    for (const field of this.names) for (const meant of names) if (near(field, meant)) return { field, meant };
    return undefined;
  }

  example(field: string, value: string): string {
    const { key } = this.#file;
    return key.endsWith('.toml') ? `${field} = "${value}"` : key.endsWith('.json') ? `"${field}": "${value}",` : `${field}: ${value}`;
  }

  get names(): string[] {
    return Object.keys(this.#file.data);
  }

  /** A text of blanks only. */
  isBlank(name: string): boolean {
    const value = Object.hasOwn(this.#file.data, name) ? this.#file.data[name] : undefined;
    return typeof value === 'string' && oneLine(value) === '';
  }

  /** The first that is neither null nor blank. */
  find(...names: string[]): { field: string; value: unknown } | undefined {
    const { data, anyCase } = this.#file;
    for (const name of names) {
      const field = anyCase ? this.names.find((each) => each.toLowerCase() === name.toLowerCase()) : name;
      const value = field !== undefined && Object.hasOwn(data, field) ? data[field] : undefined;
      if (field === undefined || value === undefined || value === null || (typeof value === 'string' && oneLine(value) === '')) continue;
      return { field, value };
    }
    return undefined;
  }

  text(...names: string[]): string | undefined {
    const found = this.find(...names);
    if (!found) return undefined;
    const { field, value } = found;
    if (!isScalar(value)) {
      this.report(field, `expected text, got ${show(value)}; put it in quotes`);
      return undefined;
    }
    const text = oneLine(String(value));
    if (text.length <= LONGEST_TEXT) return text;
    this.report(field, `expected at most ${LONGEST_TEXT} characters, got ${text.length}; shorten it`);
    return undefined;
  }

  /** @param parse returns undefined for text that is not `expected` */
  parsed<T>(expected: string, parse: (text: string) => T | undefined, ...names: string[]): T | undefined {
    const text = this.text(...names);
    if (text === undefined) return undefined;
    const value = parse(text);
    if (value === undefined) this.report(this.find(...names)?.field ?? '', `expected ${expected}, got ${show(text)}`);
    return value;
  }

  /** For names that themes also use: a bad value is a warning. */
  shared<T>(expected: string, parse: (value: unknown) => T | undefined, ...names: string[]): T | undefined {
    const found = this.find(...names);
    if (!found) return undefined;
    const value = parse(found.value);
    if (value === undefined) this.report(found.field, `expected ${expected}, got ${show(found.value)}; it is left out`, 'warning');
    return value;
  }

  flag(...names: string[]): boolean | undefined {
    const found = this.find(...names);
    if (!found) return undefined;
    const word = isScalar(found.value) ? String(found.value).trim().toLowerCase() : '';
    if (['true', 'yes', 'on'].includes(word)) return true;
    if (['false', 'no', 'off'].includes(word)) return false;
    this.report(found.field, `expected true or false, got ${show(found.value)}`);
    return undefined;
  }

  whole(low: number, high: number, ...names: string[]): number | undefined {
    const found = this.find(...names);
    if (!found) return undefined;
    const value = typeof found.value === 'string' && /^\s*\d+\s*$/.test(found.value) ? Number(found.value) : found.value;
    if (typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high) return value;
    this.report(found.field, `expected a whole number from ${low} to ${high}, got ${show(found.value)}`);
    return undefined;
  }

  choice<T extends string>(choices: readonly T[], ...names: string[]): T | undefined {
    return this.parsed(choices.join(' or '), (text) => choices.find((choice) => choice === text), ...names);
  }

  date(parse: (value: unknown) => Instant | undefined, ...names: string[]): Instant | undefined {
    const found = this.find(...names);
    if (!found) return undefined;
    const date = parse(found.value);
    const hint = 'write a day that exists as 2026-03-01 or 2026-03-01 09:30:00 +0100';
    if (!date) this.report(found.field, `expected a date, got ${show(found.value)}; ${hint}`);
    return date;
  }

  url(...names: string[]): string | undefined {
    return this.parsed('an address that begins with https://', webAddress, ...names);
  }

  /** Distinct, not empty. */
  list(split: (text: string) => string[], ...fields: string[]): string[] {
    const found = this.find(...fields);
    if (!found) return [];
    const values = Array.isArray(found.value) ? found.value : typeof found.value === 'string' ? split(found.value) : [found.value];
    const names = values.flatMap((value: unknown) => {
      if (isScalar(value)) return oneLine(String(value)).normalize('NFC');
      if (value !== null) this.report(found.field, `expected a name or a list of names, got ${show(value)}`);
      return [];
    });
    const long = names.find((name) => name.length > LONGEST_TEXT);
    if (long !== undefined)
      this.report(found.field, `expected names of at most ${LONGEST_TEXT} characters, got ${long.length}; shorten it`);
    const distinct = [...new Set(names)].filter((name) => name !== '');
    if (distinct.length <= MOST_NAMES) return distinct;
    this.report(found.field, `expected at most ${MOST_NAMES} names, got ${distinct.length}; remove some`);
    return [];
  }

  /** Names, keys of `known`, or maps with name, email and url (or uri). */
  people(known: Record<string, Person>, ...names: string[]): Person[] {
    const found = this.find(...names);
    if (!found) return [];
    const people = (Array.isArray(found.value) ? found.value : [found.value]).flatMap((value: unknown) => {
      const person = readPerson(value, known);
      if (!person && value !== null && value !== '') this.report(found.field, `expected a name, or a map with a name, got ${show(value)}`);
      return person ?? [];
    });
    const seen = new Set<string>();
    return people.filter(({ name }) => !seen.has(name) && seen.add(name));
  }

  rejectUnknown(known: readonly string[]): void {
    for (const field of this.names.filter((name) => !known.includes(name))) {
      const near = closest(field, known);
      const isNear = distance(field.toLowerCase(), near.toLowerCase()) <= Math.max(2, field.length / 3);
      this.report(field, `no such setting; ${isNear ? `did you mean ${near}?` : `known are ${known.join(', ')}`}`);
    }
  }
}

/** @param known not empty */
export const nearest = (text: string, known: readonly string[]): string => closest(text, known);

export const webAddress = (text: string): string | undefined =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) ? new URL(text).href : undefined;

/** Ignores theme values, such as `url: /about/`. */
function readPerson(value: unknown, known: Record<string, Person>): Person | undefined {
  if (typeof value === 'string' || typeof value === 'number') {
    const name = oneLine(String(value)).normalize('NFC');
    return Object.hasOwn(known, name) ? known[name] : name === '' ? undefined : { name };
  }
  if (!isMap(value)) return undefined;
  const fields = new Fields({ key: '', data: value, source: '' });
  const name = fields.text('name', 'display_name')?.normalize('NFC');
  if (name === undefined) return undefined;
  const email = fields.text('email');
  const url = fields.url('url', 'uri', 'link', 'homepage');
  return { name, ...(email?.includes('@') ? { email } : {}), ...(url ? { url } : {}) };
}
