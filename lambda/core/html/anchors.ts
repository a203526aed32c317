/**
 * Names inside of an entry, and links to them. Readers show entries in pages of their own, many entries on one: so every `id` and `name` has a
 * prefix that is the entry's, which no script of a page looks for, and links to it stay inside of the entry.
 */
import { digest } from '../hash.ts';
import { escapeHtml } from '../liquid/contract.ts';

const MARK = /(<a (?:[^>]*? )?href=")#(\d+)"/g;

export class Anchors {
  private readonly prefix: string;
  private readonly base: string;
  private readonly names = new Set<string>();
  private readonly fragments: string[] = [];

  /** @param base of the entry: its permalink */
  constructor(base: string) {
    this.base = base;
    // A letter first: an id that begins with a digit has to be escaped in CSS.
    this.prefix = `e${digest(base).slice(0, 8)}-`;
  }

  name(value: string): string {
    const plain = this.plain(value);
    this.names.add(plain);
    return this.prefix + plain;
  }

  /** Names of other elements, as `headers` has them. */
  references = (value: string): string =>
    value
      .split(/\s+/)
      .filter((name) => name !== '')
      .map((name) => this.prefix + this.plain(name))
      .join(' ');

  /** Where a link leads is known only when all names are. @param fragment `#fn:1` @returns what stands for it until then */
  link(fragment: string): string {
    this.fragments.push(fragment);
    return `#${this.fragments.length - 1}`;
  }

  /**
   * @param html as the sanitiser writes it: quotes around values, no `<` or `>` inside of them
   * @param address for what is not in the entry: on the post's own page it may be
   */
  resolve(html: string, address: (fragment: string) => string | undefined): string {
    if (this.fragments.length === 0) return html;
    return html.replace(MARK, (_, before: string, index: string) => {
      const fragment = this.fragments[Number(index)] ?? '';
      const name = this.plain(fragment.slice(1));
      const isHere = this.names.has(name) || this.names.has(decoded(name));
      const target = isHere ? `#${this.prefix}${name}` : address(fragment);
      return `${before}${escapeHtml(target ?? this.base)}"`;
    });
  }

  /** HTML that was made here once already is not prefixed again. */
  private plain = (name: string): string => (name.startsWith(this.prefix) ? name.slice(this.prefix.length) : name);
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
