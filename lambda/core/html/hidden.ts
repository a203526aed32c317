/** Elements that readers do not see, or that need the page. */
import { type Attributes, lazySource } from './lazy-images.ts';

const UNSEEN = /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i;

/** Hidden tab panels and lazy pictures are content. */
export function isHidden(name: string, attributes: Attributes): boolean {
  const { hidden, style = '', role } = attributes;
  if (role === 'tabpanel' || (name === 'img' && lazySource(attributes) !== undefined)) return false;
  return (hidden !== undefined && hidden.toLowerCase() !== 'until-found') || UNSEEN.test(style);
}

const COPY = /\bcopy\b|\bcopy[-_]|[-_]copy\b|clipboard/i;

/** Copy buttons, `aria-hidden` heading marks and icons; not other `aria-hidden` text. */
export function isDecoration(
  name: string,
  { 'aria-hidden': hidden, 'aria-label': label = '', class: className = '', title = '', role }: Attributes,
): boolean {
  const isButton = name === 'button' || role === 'button';
  if (isButton && [label, className, title].some((text) => COPY.test(text))) return true;
  return hidden === 'true' && (isButton || name === 'a' || name === 'svg');
}
