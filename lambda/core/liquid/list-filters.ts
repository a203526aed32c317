/** Where liquidjs differs from https://jekyllrb.com/docs/liquid/filters/ */
import { isMap } from '../text/is-map.ts';
import { type FilterImpl, type Liquid, Value } from './engine.ts';

/** A counted copy; a map's values, as in Jekyll. */
function items(filter: FilterImpl, input: unknown): unknown[] {
  const list = Array.isArray(input) ? input : isMap(input) ? Object.values(input) : input === null || input === undefined ? [] : [input];
  filter.context.memoryLimit.use(list.length);
  return [...list];
}

const property = (item: unknown, path: unknown): unknown =>
  String(path)
    .split('.')
    .reduce((value, name) => (isMap(value) && Object.hasOwn(value, name) ? value[name] : undefined), item);

const isNothing = (value: unknown): boolean => value === null || value === undefined;

/** YAML numbers equal their text; a list matches by any item. */
function matches(value: unknown, target: unknown): boolean {
  const wanted = isMap(target) ? target.valueOf() : target;
  if (isNothing(wanted)) return isNothing(value);
  if (wanted !== target) return isNothing(value) || (Array.isArray(value) ? value.join('') : String(value)) === '';
  return (Array.isArray(value) ? value : [value]).some((each) => !isNothing(each) && String(each) === String(wanted));
}

function* satisfying(filter: FilterImpl, input: unknown, name: unknown, expression: unknown): Generator<unknown, unknown[], unknown> {
  const condition = new Value(String(expression), filter.liquid);
  const found: unknown[] = [];
  for (const item of items(filter, input)) {
    filter.context.push(Object.assign(Object.create(null), { [String(name)]: item }));
    const value = yield condition.value(filter.context);
    filter.context.pop();
    if (value !== false && !isNothing(value)) found.push(item);
  }
  return found;
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [x, y] = [String(a), String(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** @param nothing place of items without the property; Jekyll's default is `first` */
function sort(list: unknown[], path: unknown, nothing: unknown): unknown[] {
  const keyed = list.map((item) => ({ item, key: path === undefined ? item : property(item, path) }));
  const without = keyed.filter(({ key }) => isNothing(key));
  const rest = keyed.filter(({ key }) => !isNothing(key)).sort((a, b) => compare(a.key, b.key));
  return (nothing === 'last' ? [...rest, ...without] : [...without, ...rest]).map(({ item }) => item);
}

const sized = (groups: unknown): unknown =>
  (groups as { name: unknown; items: unknown[] }[]).map(({ name, items: members }) => ({ name, items: members, size: members.length }));

type Grouping = (this: FilterImpl, ...given: unknown[]) => Generator<unknown, unknown, unknown>;

export function registerListFilters(liquid: Liquid): void {
  liquid.registerFilter('where', function (input: unknown, path: unknown, target: unknown) {
    return items(this, input).filter((item) => matches(property(item, path), target));
  });
  liquid.registerFilter('find', function (input: unknown, path: unknown, target: unknown) {
    return items(this, input).find((item) => matches(property(item, path), target));
  });
  liquid.registerFilter('where_exp', function* (input: unknown, name: unknown, expression: unknown): Generator<unknown, unknown, unknown> {
    return yield* satisfying(this, input, name, expression);
  });
  liquid.registerFilter('find_exp', function* (input: unknown, name: unknown, expression: unknown): Generator<unknown, unknown, unknown> {
    return (yield* satisfying(this, input, name, expression))[0];
  });
  for (const name of ['group_by', 'group_by_exp']) {
    const group = liquid.filters[name] as Grouping;
    liquid.registerFilter(name, function* (...given: unknown[]): Generator<unknown, unknown, unknown> {
      return sized(yield* group.apply(this, given));
    });
  }
  liquid.registerFilter('sort', function (input: unknown, path: unknown, nothing: unknown) {
    return sort(items(this, input), path, nothing);
  });
  liquid.registerFilter('pop', function (input: unknown, count: unknown = 1) {
    const list = items(this, input);
    return list.slice(0, Math.max(0, list.length - Number(count)));
  });
  liquid.registerFilter('shift', function (input: unknown, count: unknown = 1) {
    return items(this, input).slice(Number(count));
  });
}
