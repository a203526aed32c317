/** Parsers search all open elements for each tag. */
import { OverBudgetError } from '../budget.ts';
import { exceeds } from '../limits.ts';

const MOST_OPEN = 10_000;

/** @throws OverBudgetError */
export function checkOpen(count: number): void {
  if (count > MOST_OPEN) throw new OverBudgetError(exceeds(MOST_OPEN, 'elements of HTML inside one another', 'more'));
}
