import type { Instant, Key, Site } from '../model.ts';
import { publishedOf, takeOver } from './adoption.ts';
import { type AdoptedItem, type HiddenRow, latest, type PostRow, type Version } from './catalog.ts';
import type { Slice } from './facts/slice.ts';
import { copyNames, dayOf, isInTime, originalKeys, renameNames, sharesContent } from './traits.ts';

export interface Newcomer {
  key: Key;
  row: PostRow;
  candidates: string[];
  /** Never in the future. */
  written: Instant;
  /** Perhaps a new name whose old name is not removed yet. */
  mayBeEarly: boolean;
  /** Held as a copy before, and its file is not read in this run. */
  isHeld: boolean;
  item?: AdoptedItem | undefined;
}

export interface IdentityContext {
  site: Site;
  moment: Instant;
  /** Files are reported one at a time: half a rename may be visible, and later runs can be scheduled. */
  patient: boolean;
  unread: Pick<ReadonlySet<Key>, 'has'>;
}

export class Registry {
  private readonly holders = new Map<string, Key>();
  /** Published, or to be. */
  private readonly present = new Map<Key, Version>();
  private readonly presentByName = new Map<string, Key[]>();
  /** Known to readers, with a file. */
  private readonly known = new Map<string, Key[]>();
  /** Known to readers, without a file. */
  private readonly gone = new Map<string, Set<Key>>();
  private readonly ledger = new Map<Key, { version: Version; removed: Instant | undefined }>();
  private readonly names = new Map<Key, (string | undefined)[]>();
  /** Rows whose id was taken over; undefined: delete. */
  readonly released = new Map<Key, HiddenRow | undefined>();
  private readonly slice: Slice;
  private readonly context: IdentityContext;

  constructor(slice: Slice, newcomers: readonly Newcomer[], context: IdentityContext) {
    this.slice = slice;
    this.context = context;
    const coming = new Set(newcomers.map(({ key }) => key));
    const mayMatter = filterOf(newcomers);
    for (const [key, row] of slice.rows) {
      const { version, state } = row;
      if (!version || coming.has(key)) continue;
      if (version.id !== '') this.holders.set(version.id, key);
      const isGone = row.released && (state === 'removed' || state === 'ignored');
      if (isGone) this.ledger.set(key, { version, removed: row.removed });
      if (row.kept || ((state === 'live' || state === 'scheduled') && this.isToBeShown(version))) this.present.set(key, version);
      if (!mayMatter(version)) continue;
      if (this.present.has(key)) this.notePresent(key, version);
      if (row.released) for (const name of renameNames(version)) if (name !== undefined) this.noteKnown(name, key, isGone);
    }
  }

  get hasLedger(): boolean {
    return this.gone.size > 0;
  }

  holderOf = (id: string): Key | undefined => this.holders.get(id) ?? this.slice.holderOf(id);

  /** An id from front matter is taken even before its post is folded. */
  private isTaken = (id: string): boolean => this.holderOf(id) !== undefined || this.slice.reservedBy(id) !== undefined;

  claim(id: string, key: Key): void {
    this.holders.set(id, key);
  }

  admit(key: Key, version: Version): void {
    if (!this.isToBeShown(version)) return;
    this.present.set(key, version);
    this.notePresent(key, version);
    if (this.context.patient) for (const name of this.namesOf(key, version)) if (name !== undefined) append(this.known, name, key);
  }

  originalOf(key: Key, version: Version): { key: Key; isCopy: boolean } | undefined {
    const { address, content } = copyNames(version);
    const named = originalKeys(key).find((each) => {
      const original = this.present.get(each);
      return original !== undefined && sharesContent(version, original);
    });
    const same = named ?? (content === '' ? undefined : this.presentByName.get(content)?.toSorted()[0]);
    if (same !== undefined) return { key: same, isCopy: true };
    const other = this.presentByName.get(address)?.toSorted()[0];
    return other === undefined ? undefined : { key: other, isCopy: false };
  }

  unknownOriginals = (key: Key): Key[] => originalKeys(key).filter((original) => !this.has(original));

  private has = (key: Key): boolean => (this.released.has(key) ? this.released.get(key) !== undefined : this.slice.now(key) !== undefined);

  /** Possible old names that still have a file. */
  alike(key: Key, version: Version): Key[] {
    if (this.known.size === 0) return [];
    return [...new Set(this.namesOf(key, version).flatMap((name) => this.known.get(name ?? '') ?? []))];
  }

  /** Cached: traits do not change here. */
  namesOf(key: Key, version: Version): (string | undefined)[] {
    const names = this.names.get(key) ?? renameNames(version);
    this.names.set(key, names);
    return names;
  }

  /** Whether an existing post is at least as similar as any removed one. */
  mayBeRename({ key, row, written, mayBeEarly, item }: Newcomer): boolean {
    if (!mayBeEarly || (item !== undefined && !this.isTaken(item.id))) return false;
    const names = this.namesOf(key, row.version);
    const first = (isThere: (name: string) => boolean) => names.findIndex((name) => name !== undefined && isThere(name));
    const there = first((name) => this.known.has(name));
    const gone = first((name) => this.goneWith(name, written) !== undefined);
    return there >= 0 && (gone < 0 || there <= gone);
  }

  /** Removed within the window. */
  goneWith(name: string | undefined, written: Instant): Key | undefined {
    const keys = this.gone.get(name ?? '') ?? new Set();
    for (const key of keys) {
      const known = this.ledger.get(key);
      if (!known) keys.delete(key);
      else if (isInTime(known.removed, written)) return key;
    }
    return undefined;
  }

  /** Only if the id is free. */
  adopt({ key, row, item }: Newcomer): PostRow | undefined {
    const { version } = row;
    if (!item || (item.id !== version.id && (version.ownsId || this.isTaken(item.id)))) return undefined;
    this.holders.set(item.id, key);
    return { ...row, released: true, version: takeOver(version, item, version.published, this.context) };
  }

  /** Only once. */
  inherit(from: Key, row: PostRow): PostRow | undefined {
    const known = this.ledger.get(from);
    const last = this.slice.rows.get(from);
    if (!known || !last) return undefined;
    this.ledger.delete(from);
    this.released.set(from, last.state === 'ignored' ? withoutVersion(last) : undefined);
    const { id, shown, adopted } = known.version;
    const published = publishedOf(row.version.published, adopted, this.context.site);
    const updated = latest(known.version.updated, published);
    return { ...row, released: true, version: { ...row.version, id, shown, published, updated, ...(adopted ? { adopted } : {}) } };
  }

  freeId(candidates: string[], key: Key): string {
    const last = candidates.at(-1) ?? key;
    for (let attempt = 1; ; attempt += 1) {
      const id = candidates.find((candidate) => !this.isTaken(candidate)) ?? `${last}-${attempt + 1}`;
      if (this.isTaken(id)) continue;
      this.holders.set(id, key);
      return id;
    }
  }

  /** A post that was just read counts as scheduled. */
  isToBeShown({ draft, expires }: Version): boolean {
    return !draft && !(expires !== undefined && expires <= this.context.moment);
  }

  private notePresent(key: Key, version: Version): void {
    for (const name of Object.values(copyNames(version))) append(this.presentByName, name, key);
  }

  private noteKnown(name: string, key: Key, isGone: boolean): void {
    if (!isGone) append(this.known, name, key);
    else this.gone.set(name, (this.gone.get(name) ?? new Set()).add(key));
  }
}

const withoutVersion = ({ version: _, ...row }: HiddenRow): HiddenRow => ({ ...row, released: false });

function append(index: Map<string, Key[]>, name: string, key: Key): void {
  const there = index.get(name);
  if (there) there.push(key);
  else index.set(name, [key]);
}

/** A cheap preselection: may share an address or two traits with a newcomer. */
function filterOf(newcomers: readonly Newcomer[]): (version: Version) => boolean {
  const links = new Set(newcomers.map(({ row }) => row.version.link));
  const texts = new Set(newcomers.map(({ row }) => row.version.text));
  const titles = new Set(newcomers.map(({ row }) => row.version.title));
  const slugs = new Set(newcomers.map(({ row }) => row.version.slug));
  const days = new Set(newcomers.map(({ row }) => dayOf(row.version)));
  return (version) =>
    links.has(version.link) ||
    [texts.has(version.text), titles.has(version.title), slugs.has(version.slug), days.has(dayOf(version))].filter(Boolean).length >= 2;
}
