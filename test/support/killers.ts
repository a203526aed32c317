/** Posts that end the process that reads or renders them: by a fault in the engine that no check of ours can see, made by a module loaded before. */

/** Words in a post's body. */
export const EATS_MEMORY = 'this-post-eats-all-memory';
export const NEVER_ENDS = 'this-post-never-ends';

/** What Markdown is taken apart with dies of these words. Its own check must not call itself. */
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

/** For `startFunction`. */
export const FAULTY_ENGINE = `data:text/javascript,${encodeURIComponent(FAULT)}`;
