/** Resolves the intrinsic functions that this template uses; unknown ones fail. */
import assert from 'node:assert/strict';
import { ACCOUNT, REGION } from '../support/queue.ts';

/** After its creation. */
export interface Physical {
  ref: string;
  attributes?: Record<string, string>;
}

const PSEUDO: Record<string, string> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': REGION,
  'AWS::Partition': 'aws',
  'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/Blog/1`,
};

export function resolver(resources: ReadonlyMap<string, Physical>): (value: unknown) => unknown {
  const physical = (id: string) => resources.get(id) ?? assert.fail(`there is no resource ${id} here`);
  return function resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const [[name, inner] = ['', undefined], ...more] = Object.entries(value);
    if (more.length === 0 && name === 'Ref') return PSEUDO[inner] ?? physical(inner).ref;
    if (more.length === 0 && name === 'Fn::Sub') return inner.replace(/\$\{([^}]+)\}/g, (_: string, id: string) => resolve({ Ref: id }));
    if (more.length === 0 && name === 'Fn::Join') return inner[1].map(resolve).join(inner[0]);
    if (more.length === 0 && name === 'Fn::GetAtt') {
      return physical(inner[0]).attributes?.[inner[1]] ?? assert.fail(`${inner[0]} has no attribute ${inner[1]} here`);
    }
    assert.ok(!name.startsWith('Fn::'), `${name} is not known here`);
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolve(each)]));
  };
}
