import type { Job } from '../core/catalog/catalog.ts';
import { ownPaths } from '../core/catalog/document-path.ts';
import { earlyIn, withEarly } from '../core/catalog/early-job.ts';
import { windowOf } from '../core/catalog/facts/fact-keys.ts';
import { withJobs } from '../core/catalog/jobs.ts';
import { withShowGuids } from '../core/catalog/show-guids.ts';
import { fileOf, TERM_FEED_NAMES } from '../core/document-names.ts';
import { FORMATS, type Key, type OutputKey, type Site, type TermPaths } from '../core/model.ts';
import { presentOf } from '../core/site/config.ts';
import { isInTheWay } from '../core/site/in-the-way.ts';
import { taxonomiesIn, termFolder } from '../core/taxonomies.ts';
import { PUBLIC, RENDER_INPUTS } from '../keys.ts';
import type { VersionedCatalog } from '../state/catalog-store.ts';
import { CONFLICT, listAll, type Store } from '../stores/store.ts';
import { type Batch, ConfigurationError, type RunContext } from './context.ts';
import { headsOf } from './jobs.ts';
import { listPosts } from './list-posts.ts';
import { planImport } from './plan-import.ts';
import { planReconcile } from './plan-reconcile.ts';
import type { RunPlan } from './run-plan.ts';
import type { RunCounters } from './run-report.ts';
import { timingFor } from './run-timing.ts';
import { storeRenderInputs } from './store-render-inputs.ts';
import { tokenOf } from './write-output.ts';

/** @returns `CONFLICT` if another run made a catalog, or the catalog is outdated */
export async function planFullRun(
  before: VersionedCatalog | undefined,
  batch: Batch,
  missing: ReadonlySet<Key>,
  publisher: RunContext,
  counters: RunCounters,
): Promise<Omit<RunPlan, 'readopt' | 'deletable'> | typeof CONFLICT> {
  const known = before?.catalog.site ?? (await lastSite(publisher));
  const { configuration, ...listing } = await listAt(publisher, before, known);
  const read = configuration.site ?? known;
  if (!read) throw new ConfigurationError(configuration.problems, listing.hasContent ? 'first' : 'empty');
  const given = await withKnownLanguages(read, known, before);
  const drawn = publisher.drawGeneration();
  const place = before ?? (await publisher.catalog.putPlaceholder(drawn));
  if (place === CONFLICT) return CONFLICT;
  const last = place.kind === 'catalog' ? place.catalog : (place.import?.base ?? place.old)?.catalog;
  const generation = place.kind === 'catalog' ? place.catalog.generation : (place.import?.base.catalog.generation ?? drawn);
  const timing = await timingFor(last?.moment, batch, publisher);
  // As when read back, for an equal digest in later runs.
  const stored: Site = JSON.parse(JSON.stringify(withShowGuids(withOldNames(given, last?.site, batch.moved), last?.site)));
  const current = place.kind === 'catalog' ? place.catalog : { generation, rev: 0, site: stored };
  const materials = stored.generator === 'jekyll' || current.site.materials ? await listAll(publisher.site, RENDER_INPUTS) : [];
  const inputs = await storeRenderInputs(listing.inputs, stored, { current, materials }, publisher);
  const problems = [...configuration.problems, ...inputs.problems];
  const { site } = inputs;
  if (!site) throw new ConfigurationError(problems, before ? undefined : 'first');
  const run = { batch, listing, materials, site, missing, publisher, counters, now: timing.timing.now };
  const plan =
    place.kind === 'catalog' ? await planReconcile(place, run, timing.moment) : await planImport(generation, place, run, timing.moment);
  if (plan === CONFLICT) return CONFLICT;
  const { catalog, ...base } = plan.base;
  const { refused: _, skipped: __, jobs: unfinished = [], ...head } = catalog;
  const refused = configuration.site ? {} : { refused: configuration.problems };
  const [latest] = plan.hasMore ? plan.stale.slice(-1) : [];
  const heads = unfinished.find(({ kind }) => kind === 'heads');
  const due = latest === undefined ? await headsOf(plan.base, heads) : {};
  const jobs: Job[] = [
    ...(latest === undefined ? [] : [{ kind: 'render', after: latest } as const]),
    ...unfinished.filter(({ kind }) => kind !== 'render' && (kind !== 'heads' || due.heads === undefined)),
  ];
  const { early } = plan;
  const withoutEarly = withJobs(head, jobs);
  return {
    ...timing,
    place,
    takesUpConfig: true,
    problems,
    site,
    withholdsLanguages: given !== read,
    ...plan,
    ...due,
    notices: [...timing.notices, ...plan.notices],
    base: {
      ...base,
      catalog: {
        ...(early === undefined || earlyIn(withoutEarly) ? withoutEarly : withEarly(withoutEarly, timing.moment, early)),
        ...refused,
      },
    },
  };
}

/**
 * Of a site whose configuration says nothing on languages: a catalog without language feeds has them only if no post leaves another feed
 * for them.
 */
async function withKnownLanguages(site: Site, known: Site | undefined, before: VersionedCatalog | undefined): Promise<Site> {
  const { languageFeeds, ...rest } = site;
  if (languageFeeds === undefined || known === undefined || known.terms.includes('languages')) return site;
  const foreign = await before?.ask((facts) => facts.count(...windowOf('main', true)));
  return foreign === 0 ? site : { ...rest, terms: site.terms.filter((taxonomy) => taxonomy !== 'languages') };
}

/** From an outdated catalog. */
async function lastSite({ catalog }: RunContext): Promise<Site | undefined> {
  const place = await catalog.readPlaceholder();
  return (place?.import?.base ?? place?.old)?.catalog.site;
}

/** The addresses of the catalog stay, and those of a lost catalog's documents. */
async function listAt({ posts, site, overrides }: RunContext, before: VersionedCatalog | undefined, known: Site | undefined) {
  const listed = await listPosts(posts, overrides, before, known && presentOf(known));
  if (known || !(await hasOwnNames(site, listed.configuration.site))) return listed;
  return listPosts(posts, overrides, before, { addresses: 'linefeed', terms: [] });
}

/** Whether a document of ours is at Linefeed's own name, and none at the tool's. */
async function hasOwnNames(store: Store, site: Site | undefined): Promise<boolean> {
  const isOurs = async (path: string) => {
    const head = await store.head(PUBLIC + path);
    return head !== undefined && (await tokenOf(store, PUBLIC + path, head)) !== undefined;
  };
  if (site?.addresses === undefined) return false;
  for (const format of FORMATS) {
    const [own, tool] = [TERM_FEED_NAMES[format], site.feeds[format]];
    if (tool !== undefined && site.moved?.[own] === format && (await isOurs(own)) && !(await isOurs(fileOf(tool)))) return true;
  }
  return false;
}

/** Subscribers keep requesting old names. */
function withOldNames(given: Site, before: Site | undefined, more: Site['moved']): Site {
  const site = withOldPaths(given, before ?? given);
  const renamed = FORMATS.flatMap((format) => {
    const name = before?.feeds[format];
    return name !== undefined && site.feeds[format] !== undefined ? [[name, format] as const] : [];
  });
  const old = { ...before?.moved, ...Object.fromEntries(renamed), ...more, ...site.moved };
  const present = [...Object.values(site.feeds), ...ownPaths(site).map(({ path }) => path)];
  const isFree = (name: string) => !present.some((path) => isInTheWay(name, path));
  const moved = Object.fromEntries(Object.entries(old).filter(([name]) => isFree(name)));
  return Object.keys(moved).length > 0 ? { ...site, moved } : site;
}

/** The same for feeds of terms, in one order, for an equal digest. */
function withOldPaths(site: Site, before: Site): Site {
  const keys = taxonomiesIn({ ...before.termPaths, ...site.termPaths });
  const terms: TermPaths = Object.fromEntries(
    keys.flatMap((key) => {
      const [now, was] = [site.termPaths?.[key], before.termPaths?.[key]];
      const formats = key.includes('/') ? ownFeedPaths(key, now, was) : withFormer(`${termFolder(key)}/:slug`, now, was);
      return formats && Object.keys(formats).length > 0 ? [[key, formats] as const] : [];
    }),
  );
  return Object.keys(terms).length > 0 ? { ...site, termPaths: terms } : site;
}

type Paths = TermPaths[string];

/** A feed that is configured no more keeps its paths, and is published empty. */
function ownFeedPaths(key: OutputKey, now: Paths, was: Paths): Paths {
  if (now === undefined || was === undefined) return now ?? was;
  const all = withFormer(key, now, was);
  return Object.fromEntries(FORMATS.flatMap((format) => (now[format] ? [[format, all[format] ?? []] as const] : [])));
}

/** @param folder of Linefeed's own paths */
const withFormer = (folder: string, now: Paths, was: Paths): NonNullable<Paths> =>
  Object.fromEntries(
    FORMATS.flatMap((format) => {
      const [present = [], former = []] = [now, was].map((paths) =>
        paths?.[format]?.length ? paths[format] : [`${folder}/${TERM_FEED_NAMES[format]}`],
      );
      const all = [...new Set([...present, ...former])];
      return all.length > 1 || now?.[format]?.length ? [[format, all] as const] : [];
    }),
  );
