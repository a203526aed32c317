/** Completion for fish. https://fishshell.com/docs/current/cmds/complete.html */
import type { CommandModel, OptionModel, ProgramModel, Values } from './completion-model.ts';

const quoted = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`;

/** `-x` excludes files. */
function valueArguments(values: Values): string {
  if (values === 'folders') return ` -x -a '(__fish_complete_directories)'`;
  if (values === 'files') return ' -r -F';
  return values === 'none' ? ' -x' : ` -x -a ${quoted(values.join(' '))}`;
}

const nameArguments = (names: string[]): string =>
  names.map((name) => (name.startsWith('--') ? ` -l ${name.slice(2)}` : ` -s ${name.slice(1)}`)).join('');

function commandLines(program: string, { name, options, argument, description }: CommandModel): string[] {
  const within = `complete -c ${program} -n '__fish_seen_subcommand_from ${name}'`;
  const values = argument === undefined || argument.values === 'none' ? [] : [valueArguments(argument.values).replace(' -r', '')];
  return [
    `complete -c ${program} -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
    ...values.map((rest) => `${within}${rest.replace(' -x', '')}`),
    ...options.map((option: OptionModel) => {
      const value = option.values === undefined ? '' : valueArguments(option.values);
      return `${within}${nameArguments(option.names)}${value} -d ${quoted(option.description)}`;
    }),
  ];
}

export const fishScript = ({ name, options, commands }: ProgramModel): string => `# fish completion for ${name}
complete -c ${name} -f
${options.map((option) => `complete -c ${name} -n __fish_use_subcommand${nameArguments(option.names)} -d ${quoted(option.description)}`).join('\n')}
${commands.flatMap((command) => commandLines(name, command)).join('\n')}
`;
