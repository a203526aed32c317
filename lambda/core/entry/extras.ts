/** Formulas, emoji, line breaks and links of a post, where its front matter or configuration asks for them. */
import { Budget } from '../budget.ts';
import type { Note } from '../html/embedded.ts';
import type { Dialect, Extras } from '../markdown/markdown.ts';
import type { Post, Site } from '../model.ts';
import { optional } from '../optional.ts';
import { isMap } from '../text/is-map.ts';

/** Names of themes and plug-ins. */
const FLAGS = ['math', 'katex', 'mathjax', 'usemathjax', 'use_math', 'usemath', 'latex', 'mathjs', 'has_math'];

type Given = Pick<Post, 'body' | 'variables'>;
type Config = Pick<Site, 'generator' | 'attachments' | 'math' | 'variables' | 'limits' | 'lineBreaks' | 'autolinks'>;

function flagOf(variables: unknown): boolean | undefined {
  if (!isMap(variables)) return undefined;
  const name = Object.keys(variables).find((each) => FLAGS.includes(each.toLowerCase()) && typeof variables[each] === 'boolean');
  return name === undefined ? undefined : variables[name] === true;
}

function within(value: unknown, ...names: string[]): unknown {
  return names.reduce(
    (inner, name) => (isMap(inner) ? Object.entries(inner).find(([key]) => key.toLowerCase() === name)?.[1] : undefined),
    value,
  );
}

/** https://gohugo.io/content-management/mathematics/ */
const hasPassthrough = ({ generator, variables }: Config): boolean =>
  generator === 'hugo' && within(variables, 'markup', 'goldmark', 'extensions', 'passthrough', 'enable') === true;

const hasEmoji = ({ generator, variables }: Config): boolean =>
  (generator === 'hugo' && within(variables, 'enableemoji') === true) ||
  (generator === 'jekyll' && [variables.plugins, variables.gems].flat().includes('jemoji'));

export interface LoadedExtras extends Extras {
  /** Formulas, for `placeholder` of their index. */
  formulas: string[];
  notes: Note[];
}

export const withFormulas = (html: string, formulas: readonly string[], budget: Budget): string =>
  formulas.length === 0
    ? html
    : html.replace(/\ue002(\d{1,6})\ue003/g, (_, index: string) => {
        const formula = formulas[Number(index)] ?? '';
        budget.write(formula.length);
        return formula;
      });

const formulaMark = (index: number): string => `\ue002${index}\ue003`;

export async function extrasOf({ body, variables }: Given, site: Config, dialect: Dialect): Promise<LoadedExtras> {
  const { lineBreaks, autolinks } = site;
  const isRemark = site.generator === 'astro' || site.attachments !== undefined;
  const extras: LoadedExtras = { formulas: [], notes: [], isRemark, ...optional({ lineBreaks, autolinks }) };
  if (body.includes(':') && hasEmoji(site)) extras.emoji = (await import('../markdown/emoji.ts')).emojiOf;
  const flag = flagOf(variables) ?? flagOf(variables.params) ?? flagOf(variables.extra) ?? site.math;
  const hasAll = flag === true || (flag !== false && (site.generator === 'obsidian' || hasPassthrough(site)));
  const hasDoubled = flag !== false && (hasAll || dialect === 'kramdown');
  if (!hasDoubled || !/\$|\\[([]/.test(body)) return extras;
  const { mathml } = await import('../markdown/tex.ts');
  const readFormula = (tex: string, display: boolean): string | undefined => {
    try {
      return mathml(tex, display);
    } catch (error) {
      const reason = error instanceof Error ? (/^\s*(.*?)(?: at position \d+:\s*)?$/m.exec(error.message)?.[1] ?? '') : '';
      extras.notes.push({ message: `a formula that cannot be read (${reason.slice(0, 100)}); its source stays`, quote: tex.slice(0, 40) });
      return undefined;
    }
  };
  // Macros make long formulas of short ones: the next one is made only if there is room.
  const made = new Budget(site);
  const render = (tex: string, display: boolean): string | undefined => {
    const formula = readFormula(tex, display);
    if (formula === undefined) return undefined;
    made.write(formula.length);
    extras.formulas.push(formula);
    return formulaMark(extras.formulas.length - 1);
  };
  return { ...extras, math: { hasAll, hasDoubled, isKramdown: dialect === 'kramdown', render } };
}
