/** What is known of ids, addresses and texts while newcomers get their ids. */
import type { Instant, Key, Site } from '../model.ts';
import { publishedOf, takeOver } from './adoption.ts';
import { type AdoptedItem, type HiddenRow, latest, type PostRow, type Row, type Version } from './catalog.ts';
import { copyNames, dayOf, isInTime, originalKeys, renameNames, sharesContent } from './traits.ts';

/** A post whose id is open, with the ids that it may have. */
export interface Newcomer {
  key: Key;
  row: PostRow;
  candidates: string[];
  /** When its file was written, as far as that is known; not after the moment. */
  written: Instant;
  /** Whether the file may be a new name that was seen before the removal of the old one. */
  mayBeEarly: boolean;
  /** What it is in a feed that readers followed before. */
  item?: AdoptedItem | undefined;
}

export interface IdentityContext {
  site: Site;
  moment: Instant;
  /** Whether files are reported one at a time, so that a rename can be half seen, and a later run can be asked for. */
  patient: boolean;
  /** Keys whose files could not be read in this run. */
  unread: Pick<ReadonlySet<Key>, 'has'>;
}

/** Who has which id, address and text; without comparing each post with each. */
export class Registry {
  private readonly holders = new Map<string, Key>();
  /** Posts in the feeds, or to be. */
  private readonly present = new Map<Key, Version>();
  private readonly presentByName = new Map<string, Key[]>();
  /** Known to readers, with a file; and newcomers that come before. */
  private readonly known = new Map<string, Key[]>();
  /** Known to readers, without one: the ledger. */
  private readonly gone = new Map<string, Set<Key>>();
  private readonly ledger = new Map<Key, { version: Version; removed: Instant | undefined }>();
  private readonly names = new Map<Key, (string | undefined)[]>();
  /** Rows of the ledger whose id a new file took over, as they are now; undefined for rows to delete. */
  readonly released = new Map<Key, HiddenRow | undefined>();
  private readonly rows: ReadonlyMap<Key, Row>;
  private readonly context: IdentityContext;

  constructor(rows: ReadonlyMap<Key, Row>, newcomers: readonly Newcomer[], context: IdentityContext) {
    this.rows = rows;
    this.context = context;
    const coming = new Set(newcomers.map(({ key }) => key));
    const mayMatter = filterOf(newcomers);
    for (const [key, row] of rows) {
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

  holderOf = (id: string): Key | undefined => this.holders.get(id);

  claim(id: string, key: Key): void {
    this.holders.set(id, key);
  }

  admit(key: Key, version: Version): void {
    if (!this.isToBeShown(version)) return;
    this.present.set(key, version);
    this.notePresent(key, version);
    if (this.context.patient) for (const name of this.namesOf(key, version)) if (name !== undefined) append(this.known, name, key);
  }

  /** The post beside which this one cannot be published. */
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

  /** Files that are not known yet, of which this one is named as a copy. */
  unknownOriginals = (key: Key): Key[] => originalKeys(key).filter((original) => !this.has(original));

  private has = (key: Key): boolean => (this.released.has(key) ? this.released.get(key) !== undefined : this.rows.has(key));

  /** Posts with a file, known to readers, of which this one could be the new name. */
  alike(key: Key, version: Version): Key[] {
    if (this.known.size === 0) return [];
    return [...new Set(this.namesOf(key, version).flatMap((name) => this.known.get(name ?? '') ?? []))];
  }

  /** Of a newcomer, whose traits do not change while ids are given. */
  namesOf(key: Key, version: Version): (string | undefined)[] {
    const names = this.names.get(key) ?? renameNames(version);
    this.names.set(key, names);
    return names;
  }

  /** Whether the post resembles one that is there, and no removed one more. */
  mayBeRename({ key, row, written, mayBeEarly, item }: Newcomer): boolean {
    if (!mayBeEarly || (item !== undefined && !this.holders.has(item.id))) return false;
    const names = this.namesOf(key, row.version);
    const first = (isThere: (name: string) => boolean) => names.findIndex((name) => name !== undefined && isThere(name));
    const there = first((name) => this.known.has(name));
    const gone = first((name) => this.goneWith(name, written) !== undefined);
    return there >= 0 && (gone < 0 || there <= gone);
  }

  /** The first removed post with this name whose removal was close enough to the writing of the file. */
  goneWith(name: string | undefined, written: Instant): Key | undefined {
    const keys = this.gone.get(name ?? '') ?? new Set();
    for (const key of keys) {
      const known = this.ledger.get(key);
      if (!known) keys.delete(key);
      else if (isInTime(known.removed, written)) return key;
    }
    return undefined;
  }

  /** The row with what readers know of the post from a feed that they followed before; undefined where it cannot have the item's id. */
  adopt({ key, row, item }: Newcomer): PostRow | undefined {
    const { version } = row;
    if (!item || (item.id !== version.id && (version.ownsId || this.holders.has(item.id)))) return undefined;
    this.holders.set(item.id, key);
    return { ...row, released: true, version: takeOver(version, item, version.published, this.context) };
  }

  /** The row with the id of a removed post, and what readers know of it; undefined where that id was taken over already. */
  inherit(from: Key, row: PostRow): PostRow | undefined {
    const known = this.ledger.get(from);
    const last = this.rows.get(from);
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
      const id = candidates.find((candidate) => !this.holders.has(candidate)) ?? `${last}-${attempt + 1}`;
      if (this.holders.has(id)) continue;
      this.holders.set(id, key);
      return id;
    }
  }

  /** A row that was just read counts as scheduled until its state is decided. */
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

/** Tells cheaply which posts can share an address or two traits with some newcomer. */
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
