/** `extensions` of `linefeed.yaml`: elements of one's own, and objects in JSON feeds. */
import type { ChannelElement, FeedOptions } from '../feed-options.ts';
import { type Fields, nearest } from '../text/fields.ts';
import { isMap } from '../text/is-map.ts';

type Extensions = NonNullable<FeedOptions['extensions']>;

const XMLNS = 'xmlns';
/** In YAML, names of attributes begin with this. */
const ATTRIBUTE = '@';
const TEXT = '#text';

/** Known without `xmlns`. */
const NAMESPACES: Readonly<Record<string, string>> = {
  // https://blog.feedly.com/10-ways-to-optimize-your-feed-for-feedly/
  webfeeds: 'http://webfeeds.org/rss/1.0',
  sy: 'http://purl.org/rss/1.0/modules/syndication/',
  dc: 'http://purl.org/dc/elements/1.1/',
  media: 'http://search.yahoo.com/mrss/',
  creativeCommons: 'http://backend.userland.com/creativeCommonsRssModule',
  georss: 'http://www.georss.org/georss',
};
/** Written by Linefeed itself. */
const OWN_PREFIXES = ['atom', 'content', 'fh', 'itunes', 'podcast', 'source', 'xml', XMLNS];

/** RSS 2.0, "Optional channel elements", without those that Linefeed writes; https://github.com/RSSNext/Folo/wiki */
const PLAIN = [
  'ttl',
  'managingEditor',
  'webMaster',
  'category',
  'cloud',
  'rating',
  'textInput',
  'skipHours',
  'skipDays',
  'follow_challenge',
];
const WRITTEN = ['title', 'link', 'description', 'language', 'copyright', 'image', 'generator', 'docs', 'lastBuildDate', 'pubDate', 'item'];

const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  webfeeds: ['accentColor', 'analytics', 'cover', 'icon', 'logo', 'related', 'promotion'],
  sy: ['updatePeriod', 'updateFrequency', 'updateBase'],
};

const VALUES: Readonly<Record<string, [pattern: RegExp, expected: string]>> = {
  ttl: [/^\d+$/, 'minutes, such as 60'],
  'sy:updatePeriod': [/^(?:hourly|daily|weekly|monthly|yearly)$/, 'hourly, daily, weekly, monthly or yearly'],
  'sy:updateFrequency': [/^[1-9]\d*$/, 'a number, such as 2'],
  'webfeeds:accentColor': [/^[\da-f]{6}$/i, "six hexadecimal digits in quotes, such as '00ff00'"],
};

/** XML names without a colon, of usual letters. */
const NAME = /^[A-Za-z_][\w.-]*$/;

const OBJECT = /^_[A-Za-z][\w-]*$/;

const MOST_ELEMENTS = 100;
const LONGEST = 2_000;
const DEEPEST = 3;

export function readExtensions(fields: Fields): FeedOptions['extensions'] {
  const found = fields.find('extensions');
  if (!found || found.value === false) return undefined;
  if (!isMap(found.value)) {
    fields.report('extensions', 'expected elements by name, such as extensions: { ttl: 60 }');
    return undefined;
  }
  const reader = new Reader(fields.within('extensions'), found.value);
  return reader.read();
}

class Reader {
  readonly #fields: Fields;
  readonly #given: Record<string, unknown>;
  readonly #declared: Record<string, string>;
  readonly #used = new Set<string>();
  #count = 0;

  constructor(fields: Fields, given: Record<string, unknown>) {
    this.#fields = fields;
    this.#given = given;
    this.#declared = this.#readNamespaces();
  }

  read(): Extensions | undefined {
    const names = Object.entries(this.#given).filter(([name]) => name !== XMLNS);
    const elements = names.flatMap(([name, value]) =>
      name.startsWith('_') || !this.#isElement(name) ? [] : this.#elements(name, value, name, 1),
    );
    const objects = names.flatMap(([name, value]) => (name.startsWith('_') ? this.#object(name, value) : []));
    if (this.#count > MOST_ELEMENTS)
      this.#fields.report(Object.keys(this.#given)[0] ?? '', `expected at most ${MOST_ELEMENTS} elements, got ${this.#count}; remove some`);
    const namespaces = Object.fromEntries([...this.#used].sort().map((prefix) => [prefix, this.#declared[prefix] ?? '']));
    if (elements.length + objects.length === 0) return undefined;
    return { namespaces, elements, ...(objects.length > 0 ? { objects: Object.fromEntries(objects) } : {}) };
  }

  /** JSON Feed 1.1, "Extensions": an underscore, then a letter. */
  #object(name: string, value: unknown): [string, string][] {
    this.#count += 1;
    const text = isMap(value) ? JSON.stringify(value) : '';
    if (name.toLowerCase() === '_linefeed') this.#fields.report(name, 'Linefeed writes this object itself; choose another name');
    else if (!OBJECT.test(name))
      this.#fields.report(name, `expected an underscore, a letter, then letters and digits, such as _my_blog, got "${name}"`);
    else if (!isMap(value))
      this.#fields.report(name, `expected a map, such as ${name}: { about: https://… }, got ${JSON.stringify(value)}`);
    else if (text.length > LONGEST) this.#fields.report(name, `expected at most ${LONGEST} characters as JSON, got ${text.length}`);
    else return [[name, text]];
    return [];
  }

  #readNamespaces(): Record<string, string> {
    const given = this.#given[XMLNS] ?? {};
    if (!isMap(given)) this.#fields.report(XMLNS, 'expected namespaces by prefix, such as xmlns: { my: https://blog.example/ns }');
    const fields = this.#fields.within(XMLNS);
    const own = Object.entries(isMap(given) ? given : {}).flatMap(([prefix, address]): [string, string][] => {
      const known = Object.hasOwn(NAMESPACES, prefix) ? NAMESPACES[prefix] : undefined;
      if (!NAME.test(prefix) || /^xml/i.test(prefix))
        fields.report(prefix, 'expected a prefix of letters and digits, not beginning with xml');
      else if (OWN_PREFIXES.includes(prefix))
        fields.report(prefix, 'Linefeed writes the elements of this prefix itself; choose another prefix');
      else if (typeof address !== 'string' || !URL.canParse(address) || address.length > LONGEST)
        fields.report(prefix, `expected the address of a namespace, such as https://blog.example/ns, got ${JSON.stringify(address)}`);
      else if (known !== undefined && known !== address) fields.report(prefix, `this prefix stands for ${known}; choose another prefix`);
      else return [[prefix, address]];
      return [];
    });
    return { ...NAMESPACES, ...Object.fromEntries(own) };
  }

  /** A name at the top. */
  #isElement(name: string): boolean {
    const [prefix = '', local] = name.split(':');
    if (local !== undefined) return this.#isQualified(name, name) && this.#isMember(name, prefix, local);
    if (PLAIN.includes(name)) return true;
    this.#fields.report(
      name,
      WRITTEN.includes(name)
        ? 'Linefeed writes this element itself; write the setting of the blog instead'
        : `no such element of RSS; did you mean ${nearest(name, PLAIN)}? Other elements need a prefix that is declared under xmlns`,
    );
    return false;
  }

  #isMember(name: string, prefix: string, local: string): boolean {
    const known = Object.hasOwn(MEMBERS, prefix) ? MEMBERS[prefix] : undefined;
    if (!known || known.includes(local)) return true;
    this.#fields.report(name, `no such element; did you mean ${prefix}:${nearest(local, known)}?`);
    return false;
  }

  #isQualified(name: string, at: string): boolean {
    const [prefix = '', local = '', ...more] = name.split(':');
    if (more.length > 0 || !NAME.test(prefix) || !NAME.test(local))
      this.#fields.report(at, `expected a name such as my:element, got "${name}"`);
    else if (OWN_PREFIXES.includes(prefix))
      this.#fields.report(at, `Linefeed writes the elements of ${prefix} itself; for podcasts, write the setting podcast`);
    else if (!Object.hasOwn(this.#declared, prefix)) {
      const near = nearest(prefix, Object.keys(this.#declared));
      this.#fields.report(
        at,
        `the prefix ${prefix} is not declared; did you mean ${near}? Else write its namespace, such as xmlns: { ${prefix}: https://… }`,
      );
    } else {
      this.#used.add(prefix);
      return true;
    }
    return false;
  }

  /** A list repeats the element. */
  #elements(name: string, value: unknown, at: string, depth: number): ChannelElement[] {
    return [value].flat().flatMap((each): ChannelElement[] => {
      this.#count += 1;
      const element = isMap(each) ? this.#composed(name, each, at, depth) : { name, ...this.#text(each, at) };
      const [pattern, expected] = (Object.hasOwn(VALUES, at) && VALUES[at]) || [];
      if (pattern && !pattern.test(element.text ?? '')) this.#fields.report(at, `expected ${expected}, got ${JSON.stringify(each)}`);
      return [element];
    });
  }

  #text(value: unknown, at: string): { text?: string } {
    if (value === null || value === undefined || value === true) return {};
    const isText = ['string', 'number', 'boolean'].includes(typeof value) && String(value).length <= LONGEST;
    if (!isText)
      this.#fields.report(
        at,
        `expected a text of at most ${LONGEST} characters, a map or a list, got ${JSON.stringify(value).slice(0, 100)}`,
      );
    return isText ? { text: String(value) } : {};
  }

  #composed(name: string, value: Record<string, unknown>, at: string, depth: number): ChannelElement {
    const attributes: [string, string][] = [];
    const children: ChannelElement[] = [];
    for (const [key, inner] of Object.entries(value)) {
      const place = `${at}.${key}`;
      if (key === TEXT) continue;
      if (key.startsWith(ATTRIBUTE)) {
        const attribute = key.slice(ATTRIBUTE.length);
        const { text } = this.#text(inner, place);
        if (!attribute.includes(':') && !NAME.test(attribute))
          this.#fields.report(place, `expected an attribute such as @href, got "${key}"`);
        else if (text !== undefined && (!attribute.includes(':') || this.#isQualified(attribute, place)))
          attributes.push([attribute, text]);
      } else if (depth === DEEPEST) this.#fields.report(place, `expected at most ${DEEPEST} levels of elements`);
      // In Atom, a name without a prefix would be one of Atom.
      else if (name.includes(':') || key.includes(':')) {
        if (this.#isQualified(key, place)) children.push(...this.#elements(key, inner, place, depth + 1));
      } else if (!NAME.test(key))
        this.#fields.report(place, `expected a name of an element, or of an attribute such as @href, got "${key}"`);
      else children.push(...this.#elements(key, inner, place, depth + 1));
    }
    return {
      name,
      ...(attributes.length > 0 && { attributes: Object.fromEntries(attributes) }),
      ...this.#text(value[TEXT], at),
      ...(children.length > 0 && { children }),
    };
  }
}
