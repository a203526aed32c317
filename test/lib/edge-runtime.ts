/** Runs CloudFront Functions like cloudfront-js-2.0: a script with a global `handler`, no imports, no Node. */
import { createContext, runInContext } from 'node:vm';

/** Event and result pass as JSON, since the context has its own objects. */
export function runEdge<Result>(code: string, event: object): Result {
  const global = createContext({ event: JSON.stringify(event) }, { codeGeneration: { strings: false, wasm: false } });
  return JSON.parse(runInContext(`${code}\nJSON.stringify(handler(JSON.parse(event)))`, global));
}
