import { type Comparison, type Condition, isDateText, isOrdered } from './condition.ts';

/** Of a field: numbers, booleans and texts. Dates are local: `2026-03-01T09:30:00`. */
export type Values = readonly (string | number | boolean)[];

/** @param valuesOf a field */
export function holds(condition: Condition, valuesOf: (field: string) => Values): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.parts.every((part) => holds(part, valuesOf));
    case 'or':
      return condition.parts.some((part) => holds(part, valuesOf));
    case 'not':
      return !holds(condition.part, valuesOf);
    case 'has':
      return valuesOf(condition.field).some((value) => value !== false && value !== '');
    case 'in':
      return valuesOf(condition.field).some((value) => condition.values.some((each) => compares(condition.field, value, '=', each)));
    case 'compare': {
      const { field, is, value: given } = condition;
      const isAny = valuesOf(field).some((value) => compares(field, value, is === '!=' ? '=' : is, given));
      return is === '!=' ? !isAny : isAny;
    }
  }
}

const withoutSlashes = (text: string): string => text.replace(/^\/+|\/+$/g, '');

function compares(field: string, value: Values[number], is: Comparison, given: string): boolean {
  const text = String(value).normalize('NFC');
  if (field === 'section') return `${text}/`.startsWith(`${withoutSlashes(given)}/`);
  if (field === 'language') return `${text}-`.toLowerCase().startsWith(`${given}-`.toLowerCase());
  const order = isOrdered(field) ? orderOf(text, given) : text === given ? 0 : 1;
  if (is === '=') return order === 0;
  if (is === '<' || is === '<=') return order < 0 || (is === '<=' && order === 0);
  return order > 0 || (is === '>=' && order === 0);
}

const isNumber = (text: string): boolean => /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text);

/** Numbers by size; dates as far as the condition states them, so `date = 2026-03` is the whole month; other texts by code unit. */
function orderOf(text: string, given: string): number {
  const isLaterDate = isDateText(given) && /^\d{4}-\d\d-\d\d/.test(text);
  if (!isLaterDate && isNumber(text) && isNumber(given)) return Math.sign(Number(text) - Number(given));
  const [a, b] = isLaterDate ? [text.replace(' ', 'T').slice(0, given.length), given.replace(' ', 'T')] : [text, given];
  return a === b ? 0 : a < b ? -1 : 1;
}
