// Replaces packages that are imported but never called; see `alias` in bundle.mjs.
const absent = () => {
  throw new Error('this part was left out of the bundle');
};
export default absent;
export const parse = absent;
export const fileTypeFromBuffer = absent;
