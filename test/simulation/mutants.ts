import type { Edit } from './mutate.ts';

export interface Mutant {
  name: string;
  edits: Edit[];
}

export const MUTANTS: readonly Mutant[] = [];
