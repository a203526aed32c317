/** Elements of a page that its readers do not see, or that only do something there. */
import { type Attributes, lazySource } from './lazy-images.ts';

const UNSEEN = /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i;

/** Panels of tabs are hidden one after the other; in a feed they stand one below the other. Pictures wait for their script. */
export function isHidden(name: string, attributes: Attributes): boolean {
  const { hidden, style = '', role } = attributes;
  if (role === 'tabpanel' || (name === 'img' && lazySource(attributes) !== undefined)) return false;
  return (hidden !== undefined && hidden.toLowerCase() !== 'until-found') || UNSEEN.test(style);
}

const COPY = /\bcopy\b|\bcopy[-_]|[-_]copy\b|clipboard/i;

/** Buttons that copy, and what is hidden from those who listen: marks of headings, icons. Other texts that are hidden from them are seen by all others. */
export function isDecoration(
  name: string,
  { 'aria-hidden': hidden, 'aria-label': label = '', class: className = '', title = '', role }: Attributes,
): boolean {
  const isButton = name === 'button' || role === 'button';
  if (isButton && [label, className, title].some((text) => COPY.test(text))) return true;
  return hidden === 'true' && (isButton || name === 'a' || name === 'svg');
}
