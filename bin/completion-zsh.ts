/** Completion for zsh. https://zsh.sourceforge.io/Doc/Release/Completion-System.html (`_arguments`, `_describe`) */
import type { CommandModel, OptionModel, ProgramModel, Values } from './completion-model.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const described = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&');

function action(values: Values): string {
  if (values === 'folders') return '_files -/';
  if (values === 'files') return '_files';
  return values === 'none' ? ' ' : `(${values.join(' ')})`;
}

function optionSpecs({ names, description, values, isRepeatable }: OptionModel): string[] {
  const others = isRepeatable ? '*' : names.length > 1 ? `(${names.join(' ')})` : '';
  return names.map((name) => {
    const value = values === undefined ? '' : `:value:${action(values)}`;
    return quoted(`${others}${name}${values === undefined ? '' : '='}[${described(description)}]${value}`);
  });
}

function commandCase({ name, options, argument }: CommandModel): string {
  const rest = argument === undefined ? [] : [quoted(`${argument.isVariadic ? '*' : '1'}:${argument.name}:${action(argument.values)}`)];
  const lines = [...options.flatMap(optionSpecs), ...rest].map((spec) => `        ${spec}`);
  return `    ${name})\n      _arguments \\\n${lines.join(' \\\n')}\n      ;;`;
}

export const zshScript = ({ name, options, commands }: ProgramModel): string => `#compdef ${name}
_${name}() {
  local context curcontext="$curcontext" state line
  local -a commands
  _arguments -C \\
${[...options.flatMap(optionSpecs), "'1:command:->command'", "'*::argument:->argument'"].map((spec) => `    ${spec} \\`).join('\n')}
    && return
  if [[ $state == command ]]; then
    commands=(
${commands.map((command) => `      ${quoted(`${command.name}:${command.description.replaceAll(':', '\\:')}`)}`).join('\n')}
    )
    _describe command commands
    return
  fi
  case $line[1] in
${commands.map(commandCase).join('\n')}
  esac
}
if [[ $funcstack[1] == _${name} ]]; then
  _${name} "$@"
else
  compdef _${name} ${name}
fi
`;
