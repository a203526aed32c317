// `npm run api` writes API.md from the declarations and comments of the construct. Run from the project's root.
import { writeFile } from 'node:fs/promises';
import ts from 'typescript-5.9';

const FILE = 'API.md';
const ENTRY = 'lib/index.ts';
const HEAD = `# API of the construct

Made from the declarations in \`lib/\` by \`npm run api\`. Import from \`linefeed\`; see [docs/recipes.md](docs/recipes.md) for examples.
`;

const options = {
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  strict: true,
  allowImportingTsExtensions: true,
  noEmit: true,
};

/** Collapses white space, for a table cell or paragraph. */
const prose = (text) => text.replace(/\s+/g, ' ').trim();
const cell = (text) => prose(text).replaceAll('|', '\\|');
const code = (text) => `\`${cell(text)}\``;

/** @returns the comment of a declaration, and its tags by name */
function commentOf(symbol, checker) {
  const tags = Object.fromEntries(symbol.getJsDocTags(checker).map(({ name, text }) => [name, ts.displayPartsToString(text)]));
  return { text: ts.displayPartsToString(symbol.getDocumentationComment(checker)), tags };
}

const isPublic = (declaration) =>
  !ts.isPrivateIdentifier(declaration.name) &&
  !(ts.getCombinedModifierFlags(declaration) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected));

/** As written in the source, which is shorter than the inferred type. */
const typeOf = (declaration) => declaration.type?.getText().replace(/ \| undefined$/, '') ?? 'unknown';

function parametersOf(declaration) {
  return `(${declaration.parameters
    .map((each) =>
      each
        .getText()
        .replace(/ = \{\}$/, '')
        .replace(/\s+/g, ' '),
    )
    .join(', ')})`;
}

function properties(members, checker) {
  const rows = members.map((member) => {
    const { text, tags } = commentOf(checker.getSymbolAtLocation(member.name), checker);
    const required = member.questionToken === undefined && ts.isPropertySignature(member) ? ' (required)' : '';
    return `| ${code(member.name.getText())}${required} | ${code(typeOf(member))} | ${cell(text)} | ${cell(tags.default ?? '')} |`;
  });
  return rows.length === 0 ? '' : `\n| name | type | meaning | default |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}

function method(member, checker) {
  const { text, tags } = commentOf(checker.getSymbolAtLocation(member.name), checker);
  const result = member.type ? `: ${member.type.getText()}` : '';
  const parts = [`\n### \`${member.name.getText()}${parametersOf(member)}${result}\`\n`, text && `\n${prose(text)}\n`];
  if (tags.default) parts.push(`\nDefault: ${prose(tags.default)}\n`);
  if (tags.throws) parts.push(`\nThrows: ${prose(tags.throws)}\n`);
  if (tags.example) parts.push(`\n\`\`\`ts\n${tags.example.trim()}\n\`\`\`\n`);
  return parts.join('');
}

/** Expands a computed union. */
function membersOf(symbol, checker) {
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  const texts = type.isUnion() ? type.types.map((each) => checker.typeToString(each)) : [checker.typeToString(type)];
  return texts.map((each) => `\n  | ${each}`).join('');
}

function section(symbol, checker) {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const [declaration] = target.declarations;
  const { text, tags } = commentOf(target, checker);
  const kind = ts.isClassDeclaration(declaration) ? 'class' : ts.isInterfaceDeclaration(declaration) ? 'interface' : 'type';
  const heritage = declaration.heritageClauses?.map((clause) => clause.getText()).join(' ');
  const parts = [`\n## ${kind} \`${symbol.name}\`\n`, heritage ? `\n${code(heritage)}\n` : '', text && `\n${text.trim()}\n`];
  if (tags.example) parts.push(`\n\`\`\`ts\n${tags.example.trim()}\n\`\`\`\n`);
  if (kind === 'type') return [...parts, `\n\`\`\`ts\ntype ${symbol.name} =${membersOf(target, checker)}\n\`\`\`\n`].join('');
  const members = declaration.members.filter((member) => !member.name || isPublic(member));
  const made = members.find(ts.isConstructorDeclaration);
  if (made) parts.push(`\n### \`new ${symbol.name}${parametersOf(made)}\`\n`);
  parts.push(
    properties(
      members.filter((member) => ts.isPropertySignature(member) || ts.isPropertyDeclaration(member)),
      checker,
    ),
  );
  for (const member of members.filter(ts.isMethodDeclaration)) parts.push(method(member, checker));
  return parts.join('');
}

/** @returns the text of API.md */
export function api() {
  const program = ts.createProgram([ENTRY], options);
  const checker = program.getTypeChecker();
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(ENTRY)));
  return `${HEAD}${exported.map((symbol) => section(symbol, checker)).join('')}`;
}

if (process.argv.includes('--write')) await writeFile(FILE, api());
