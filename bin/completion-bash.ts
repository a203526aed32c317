/** Completion for bash 3.2 (macOS) and later. https://www.gnu.org/software/bash/manual/html_node/Programmable-Completion.html */
import type { CommandModel, OptionModel, ProgramModel, Values } from './completion-model.ts';

/** Readline completes paths, since it quotes them. */
function complete(values: Values): string {
  if (values === 'folders') return 'compopt -o dirnames 2>/dev/null';
  if (values === 'files') return 'compopt -o default 2>/dev/null';
  if (values === 'none') return ':';
  return words(values);
}

const words = (list: readonly string[]): string => `COMPREPLY=($(compgen -W '${list.join(' ')}' -- "$cur"))`;

const optionCase = (command: string, { names, values }: OptionModel): string[] =>
  values === undefined ? [] : [`    ${names.map((name) => `'${command} ${name}'`).join('|')}) ${complete(values)}; return ;;`];

const namesOf = (options: OptionModel[]): string[] => options.flatMap(({ names }) => names);

function commandCase({ name, options, argument }: CommandModel): string[] {
  return [
    `    '${name} -'*) ${words(namesOf(options))} ;;`,
    ...(argument === undefined ? [] : [`    '${name} '*) ${complete(argument.values)} ;;`]),
  ];
}

/** Bash splits `--format=json` into three words. */
export const bashScript = ({ name, options, commands }: ProgramModel): string => `# bash completion for ${name}
_${name}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command=
  if [[ $cur == '=' ]]; then cur=
  elif [[ $prev == '=' ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  if [[ $COMP_CWORD -gt 1 ]]; then command=\${COMP_WORDS[1]}; fi
  COMPREPLY=()
  case "$command $prev" in
${commands.flatMap((command) => command.options.flatMap((option) => optionCase(command.name, option))).join('\n')}
  esac
  case "$command $cur" in
    ' -'*) ${words(namesOf(options))} ;;
    ' '*) ${words(commands.map((command) => command.name))} ;;
${commands.flatMap(commandCase).join('\n')}
  esac
}
complete -F _${name} ${name}
`;
