/** Posts that every command must reject without failing. */

const bomb = `---\ntitle: Bomb\na: &a [x, x, x, x, x, x, x, x, x, x]\n${'bcdefgh'
  .split('')
  .map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefg'[index]}`).join(', ')}]`)
  .join('\n')}\n---\nBoom\n`;

/** By key: the file, and the reported reason. */
export const REFUSED: Record<string, [string | Uint8Array, RegExp]> = {
  '_posts/2026-01-01-eval.md': [
    '---js\n{ title: (globalThis.harmed = true, "x") }\n---\nHello\n',
    /:2:3: error: title: computed by a program, which is not run/,
  ],
  '_posts/2026-01-02-yaml.md': ['---\ntitle: "unclosed\n---\nHello\n', /:\d+:\d+: error: not valid YAML/],
  '_posts/2026-01-03-bomb.md': [bomb, /error: the YAML holds more than/],
  '_posts/2026-01-04-huge.md': [
    `---\ntitle: Huge\n---\n${'x'.repeat(20_000_000)}`,
    /:1:1: error: the file has 20000020 bytes, expected at most 5000000/,
  ],
  '_posts/2026-01-05-february.md': ['---\ntitle: F\ndate: 2026-02-31\n---\nHello\n', /:3:7: error: date: expected a date/],
  '_posts/2026-01-06-empty.md': ['', /:1:1: error: the file is empty/],
  '_posts/2026-01-07-latin.md': [new Uint8Array([0x2d, 0x2d, 0x2d, 0x0a, 0x61, 0xe9, 0x0a]), /:2:2: error: the text is not UTF-8/],
};
