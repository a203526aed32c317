/** Prefixes each `id` and `name`: readers show many entries on one page. */
import { digest } from '../hash.ts';
import { escapeHtml } from '../liquid/contract.ts';

const MARK = /(<a (?:[^>]*? )?href=")#(\d+)"/g;

export class Anchors {
  readonly #prefix: string;
  readonly #base: string;
  readonly #names = new Set<string>();
  readonly #fragments: string[] = [];

  constructor(base: string) {
    this.#base = base;
    // CSS must escape ids that begin with a digit.
    this.#prefix = `e${digest(base).slice(0, 8)}-`;
  }

  name(value: string): string {
    const plain = this.#plain(value);
    this.#names.add(plain);
    return this.#prefix + plain;
  }

  /** Id lists, such as `headers`. */
  references = (value: string): string =>
    value
      .split(/\s+/)
      .filter((name) => name !== '')
      .map((name) => this.#prefix + this.#plain(name))
      .join(' ');

  /**
   * @param fragment `#fn:1`
   * @returns a placeholder for `resolve`
   */
  link(fragment: string): string {
    this.#fragments.push(fragment);
    return `#${this.#fragments.length - 1}`;
  }

  /**
   * @param html sanitised: quoted values without `<` and `>`
   * @param address for names outside the entry
   */
  resolve(html: string, address: (fragment: string) => string | undefined): string {
    if (this.#fragments.length === 0) return html;
    return html.replace(MARK, (_, before: string, index: string) => {
      const fragment = this.#fragments[Number(index)] ?? '';
      const name = this.#plain(fragment.slice(1));
      const isHere = this.#names.has(name) || this.#names.has(decoded(name));
      const target = isHere ? `#${this.#prefix}${name}` : address(fragment);
      return `${before}${escapeHtml(target ?? this.#base)}"`;
    });
  }

  #plain = (name: string): string => (name.startsWith(this.#prefix) ? name.slice(this.#prefix.length) : name);
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
