import { Budget } from '../../../lambda/core/budget.ts';
import { references } from '../../../lambda/core/entry/names.ts';
import type { Generator, Links, Post, Site } from '../../../lambda/core/model.ts';
import { withParts } from '../../../lambda/core/shortcodes/contract.ts';
import { expandShortcodes } from '../../../lambda/core/shortcodes/shortcodes.ts';

export interface Given {
  key?: string;
  links?: Links;
  budget?: Budget;
  variables?: Record<string, unknown>;
  params?: Record<string, unknown>;
  language?: string;
  wordpressId?: number;
  templates?: Record<string, string>;
}

function postOf(body: string, generator: Generator, given: Given): { post: Post; site: Site } {
  const { key = 'content/posts/hello.md', variables = {}, language, wordpressId } = given;
  const terms = { categories: [], tags: [], authors: [], languages: language === undefined ? [] : [language] };
  const post = { key, body, bodyLine: 5, link: 'https://blog.example/posts/hello/', terms, variables, ...(wordpressId && { wordpressId }) };
  return {
    post: post as unknown as Post,
    site: {
      generator,
      title: 'Blog',
      link: 'https://blog.example/',
      language: 'en',
      liquid: false,
      variables: { params: given.params },
    } as unknown as Site,
  };
}

/** Warnings as `line:column: message`. */
export async function expanded(body: string, generator: Generator, given: Given = {}): Promise<{ text: string; warnings: string[] }> {
  const { post, site } = postOf(body, generator, given);
  const markdownify = (text: string) => `<p>${text.replace(/\*(.*?)\*/g, '<em>$1</em>')}</p>\n`;
  const budget = given.budget ?? new Budget({}, body.length);
  const { text, problems, parts } = await expandShortcodes(post, {
    links: given.links ?? {},
    site,
    markdownify,
    budget,
    templates: given.templates,
  });
  for (const { severity } of problems) if (severity !== 'warning') throw new Error('a shortcode refuses no post');
  const place = (key: string, line: number, column: number) => `${key === post.key ? '' : `${key}:`}${line}:${column}`;
  return {
    text: withParts(text, parts, budget),
    warnings: problems.map(({ key, line, column, message }) => `${place(key, line, column)}: ${message}`),
  };
}

export async function namesIn(body: string, generator: Generator, given: Given = {}): Promise<string[]> {
  const { post, site } = postOf(body, generator, given);
  return references(body, { ...post, site });
}
