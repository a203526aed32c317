/** The commands, options and values to complete. */
import type { Argument, Command, Option } from './options.ts';

export type Values = readonly string[] | 'folders' | 'files' | 'none';

export interface OptionModel {
  /** `--help`, `-h` */
  names: string[];
  description: string;
  /** Undefined for flags. */
  values?: Values;
  isRepeatable: boolean;
}

export interface CommandModel {
  name: string;
  description: string;
  options: OptionModel[];
  argument?: { name: string; values: Values; isVariadic: boolean };
}

export interface ProgramModel {
  name: string;
  options: OptionModel[];
  commands: CommandModel[];
}

/** Infers it from the placeholder: `--out <folder>` */
function valuesOf(placeholder: string, choices: readonly string[] | undefined): Values {
  if (choices) return choices;
  if (/^(?:folder|dir)$/.test(placeholder)) return 'folders';
  return placeholder === 'feeds' ? 'files' : 'none';
}

function optionModel({ short, long, flags, description, argChoices, defaultValue }: Option): OptionModel {
  const [, placeholder] = /<(\w+)>/.exec(flags) ?? [];
  return {
    names: [long, short].filter((name) => name !== undefined),
    description: plainText(description),
    ...(placeholder === undefined ? {} : { values: valuesOf(placeholder, argChoices) }),
    isRepeatable: Array.isArray(defaultValue),
  };
}

/** Removes defaults, which `--help` shows. */
const plainText = (description: string): string => description.replace(/ \(.*\)$/, '');

const argumentModel = (argument: Argument): CommandModel['argument'] => ({
  name: argument.name(),
  values: valuesOf(argument.name(), argument.argChoices),
  isVariadic: argument.variadic,
});

function commandModel(command: Command): CommandModel {
  const [argument] = command.registeredArguments.map(argumentModel);
  return {
    name: command.name(),
    description: plainText(command.description()),
    options: command.createHelp().visibleOptions(command).map(optionModel),
    ...(argument ? { argument } : {}),
  };
}

export function programModel(program: Command): ProgramModel {
  const help = program.createHelp();
  return {
    name: program.name(),
    options: help.visibleOptions(program).map(optionModel),
    commands: help.visibleCommands(program).map(commandModel),
  };
}
