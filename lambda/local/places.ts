import { basename, dirname, join, resolve } from 'node:path';

export interface Places {
  dir: string;
  out: string;
  state: string;
}

/** @param state default: `.linefeed/<name of out>` beside `out` */
export function placesOf(dir: string, out: string, state?: string): Places {
  const public_ = resolve(out);
  return { dir: resolve(dir), out: public_, state: resolve(state ?? join(dirname(public_), '.linefeed', basename(public_))) };
}
