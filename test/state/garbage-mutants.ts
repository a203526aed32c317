/** Changed rules and orders by which a node is lost. */
import type { Edit } from '../simulation/mutate.ts';

const COLLECT = 'lambda/state/collect-nodes.ts';
const RULE = 'node.generation !== root.generation || (node.base < root.rev && !named.has(node.name))';

export const GARBAGE_MUTANTS: readonly { name: string; edits: Edit[] }[] = [
  { name: 'collects unreferenced nodes by age alone', edits: [{ file: COLLECT, find: RULE, replace: '!named.has(node.name)' }] },
  {
    name: 'collects unreferenced nodes at once',
    edits: [
      { file: COLLECT, find: RULE, replace: '!named.has(node.name)' },
      { file: COLLECT, find: 'now - modified >= grace', replace: 'true' },
    ],
  },
  {
    name: 'collects nodes of the root’s own revision',
    edits: [{ file: COLLECT, find: 'node.base < root.rev', replace: 'node.base <= root.rev' }],
  },
  {
    name: 'names nodes by their content',
    edits: [
      {
        file: 'lambda/core/tree/apply.ts',
        find: "import { compareKeys, inKeyOrder } from '../key-order.ts';",
        replace: "import { digest } from '../hash.ts';\nimport { compareKeys, inKeyOrder } from '../key-order.ts';",
      },
      {
        file: 'lambda/core/tree/apply.ts',
        find: 'const name = ',
        replace: "const name = '0.'.concat(digest(node)) || ",
      },
    ],
  },
  {
    name: 'names nodes without a nonce',
    edits: [{ file: 'lambda/state/node-store.ts', find: 'this.#drawNonce()', replace: "''" }],
  },
  {
    name: 'reads the root before it lists',
    edits: [
      {
        file: COLLECT,
        find: 'const listed: ListedObject[] = [];',
        replace: 'const root = await readRoot();\nconst listed: ListedObject[] = [];',
      },
      { file: COLLECT, find: '  const root = await readRoot();\n  if', replace: '  if' },
    ],
  },
  {
    name: 'treats a partial marking as complete',
    edits: [{ file: COLLECT, find: 'instanceof LostNodeError) return undefined;', replace: 'instanceof LostNodeError) return named;' }],
  },
  {
    name: 'collects during an import',
    edits: [{ file: COLLECT, find: "root === undefined || root === 'placeholder'", replace: 'root === undefined' }],
  },
];
