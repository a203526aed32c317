/** What the stage of Liquid takes and gives beside the model; known to all `liquid*.ts`, and free of liquidjs. */
import type { Problem } from '../model.ts';

export interface LiquidResult {
  /** Empty if there is an error among the problems. */
  text: string;
  problems: Problem[];
}

/** Other stages, for the filters `markdownify` and `smartify`. */
export interface TextFunctions {
  markdownify: (text: string) => string;
  smartify: (text: string) => string;
}

/** Stands for the address of no post. A scheme that no sanitiser lets through, so that a link to it goes and its text stays. */
export const UNRESOLVED = 'linefeed-unresolved:';

/** What is left of such addresses where they were not those of a link. */
export function withoutUnresolved(html: string): string {
  return html.includes(UNRESOLVED) ? html.replace(/linefeed-unresolved:(?:[^\s<>"]*[^\s<>".,;:!?)\]])?/g, '') : html;
}
