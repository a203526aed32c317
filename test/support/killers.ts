/** Posts that kill the process that parses or renders them, through a preloaded module that breaks the engine. */

export const EATS_MEMORY = 'this-post-eats-all-memory';
export const NEVER_ENDS = 'this-post-never-ends';

/** Breaks String methods that the Markdown parser calls. Its own check must not call them. */
const FAULT = `
const { includes } = String.prototype;
const has = (text, word) => Reflect.apply(includes, text, [word]);
for (const name of ['replace', 'split']) {
  const sound = String.prototype[name];
  String.prototype[name] = function (...given) {
    const text = String(this);
    if (has(text, '${NEVER_ENDS}')) for (;;);
    if (has(text, '${EATS_MEMORY}')) for (const hog = []; ; ) hog.push(new Array(10_000).fill(hog.length + 0.5));
    return Reflect.apply(sound, this, given);
  };
}`;

export const FAULTY_ENGINE = `data:text/javascript,${encodeURIComponent(FAULT)}`;
