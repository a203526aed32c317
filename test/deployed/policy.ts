/** Evaluates IAM policies, as far as the template uses them; unknown operators fail. */
import assert from 'node:assert/strict';

export interface Statement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Principal?: { Service?: string; AWS?: string };
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string>>;
}

/** A request: its caller (a service; a function by default) and its context. */
export interface Question {
  service?: string;
  action: string;
  resource: string;
  context?: Record<string, string>;
}

const listOf = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

/** `*` matches anything. */
const isLike = (text: string, pattern: string): boolean =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 's').test(text);

const OPERATORS: Record<string, (value: string, wanted: string) => boolean> = {
  StringEquals: (value, wanted) => value === wanted,
  ArnEquals: isLike,
  ArnLike: isLike,
  Bool: (value, wanted) => value === wanted,
};

/** Context keys are case-insensitive. */
function matches(condition: Statement['Condition'], context: Record<string, string>): boolean {
  const known = Object.fromEntries(Object.entries(context).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.entries(condition ?? {}).every(([operator, wanted]) => {
    const compare = OPERATORS[operator] ?? assert.fail(`the operator ${operator} is not known here`);
    return Object.entries(wanted).every(([name, value]) => compare(known[name.toLowerCase()] ?? '', value));
  });
}

const applies = ({ Principal, Action, Resource, Condition }: Statement, { service, action, resource, context = {} }: Question): boolean =>
  (Principal === undefined || Principal.AWS === '*' || Principal.Service === service) &&
  listOf(Action).some((pattern) => isLike(action, pattern)) &&
  listOf(Resource).some((pattern) => isLike(resource, pattern)) &&
  matches(Condition, context);

export function isAllowed(statements: readonly Statement[], question: Question): boolean {
  const applying = statements.filter((statement) => applies(statement, question));
  return applying.some(({ Effect }) => Effect === 'Allow') && applying.every(({ Effect }) => Effect === 'Allow');
}
