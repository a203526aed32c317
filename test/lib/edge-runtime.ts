/** Runs CloudFront Functions as cloudfront-js-2.0 does: plain text with a global `handler`, no imports, no Node. */
import { createContext, runInContext } from 'node:vm';

/** The event and the answer are plain data there, so they pass as JSON. */
export function runEdge<Result>(code: string, event: object): Result {
  const global = createContext({ event: JSON.stringify(event) }, { codeGeneration: { strings: false, wasm: false } });
  return JSON.parse(runInContext(`${code}\nJSON.stringify(handler(JSON.parse(event)))`, global));
}
