/**
 * A browser in which only pictures, audio and video may load; scripts, navigation and other requests are trips. All requests are answered
 * here.
 */
import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import { insertAll, settled } from './in-page.mjs';

/** The origin of the documents, without a content security policy. */
export const READER = 'https://reader.example/';

const PASSIVE = new Set(['image', 'media', 'texttrack', 'other']);
const PLAYERS = /^https:\/\/(?:(?:www\.)?youtube(?:-nocookie)?\.com|(?:player\.)?vimeo\.com)\//;

export interface Document {
  body: string;
  type: string;
}

export class Tripwire {
  readonly trips: string[] = [];
  readonly #documents = new Map<string, Document>();
  readonly #context: BrowserContext;
  #expected = '';

  private constructor(context: BrowserContext) {
    this.#context = context;
  }

  static async in(browser: Browser): Promise<Tripwire> {
    const context = await browser.newContext();
    const wire = new Tripwire(context);
    await context.exposeFunction('tripped', () => wire.trips.push('script'));
    wire.serve('blank', { body: '<!doctype html><title>Reader</title><main></main>', type: 'text/html; charset=utf-8' });
    await context.route('**/*', (route) => wire.#answer(route));
    return wire;
  }

  close = (): Promise<void> => this.#context.close();

  serve(path: string, document: Document): void {
    this.#documents.set(path, document);
  }

  async #answer(route: Route): Promise<void> {
    const request = route.request();
    const [url, type] = [request.url(), request.resourceType()];
    const document = this.#documents.get(url.slice(READER.length));
    if (type === 'document' && request.frame().parentFrame() === null) {
      if (url !== this.#expected) this.trips.push(`navigation to ${url}`);
    } else if (type === 'document' ? !PLAYERS.test(url) : !PASSIVE.has(type)) {
      this.trips.push(`${type} from ${url}`);
    }
    if (url.startsWith(READER) && document) await route.fulfill({ body: document.body, contentType: document.type });
    else if (PASSIVE.has(type)) await route.abort();
    else await route.fulfill({ body: '', contentType: 'text/plain' });
  }

  /** Opens a page at this path, and waits until all that it loads has loaded or failed. */
  async open(path: string): Promise<Page> {
    const page = await this.#context.newPage();
    page.on('dialog', (dialog) => {
      this.trips.push(`dialog ${dialog.type()}`);
      void dialog.dismiss();
    });
    page.on('popup', () => this.trips.push('popup'));
    await this.#go(page, path);
    return page;
  }

  async visit(paths: Iterable<string>): Promise<void> {
    const page = await this.open('blank');
    for (const path of paths) await this.#go(page, path);
    await page.close();
  }

  async #go(page: Page, path: string): Promise<void> {
    this.#expected = READER + path;
    await page.goto(this.#expected, { waitUntil: 'load' });
    await settle(page);
  }

  /** As a feed reader does. */
  async insert(texts: string[]): Promise<void> {
    const page = await this.open('blank');
    const { clobbered, armed } = await page.evaluate(insertAll, texts);
    this.trips.push(...clobbered.map((name) => `document.${name} is another`), ...armed.map((what) => `armed: ${what}`));
    await settle(page);
    await page.close();
  }
}

/** Waits for pictures. A page that navigates away meanwhile has been recorded as a trip. */
const settle = (page: Page): Promise<void> => page.evaluate(settled).catch(() => {});
