// Stands in a bundle for a package that is imported, but never called; see `alias` in build.mjs.
const absent = () => {
  throw new Error('this part was left out of the bundle');
};
export default absent;
export const parse = absent;
