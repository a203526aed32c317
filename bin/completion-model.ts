/** What completion scripts need to know of the program: its commands, options and their values. */
import type { Argument, Command, Option } from './options.ts';

/** The words that complete a value: a list, paths of the file system, or none. */
export type Values = readonly string[] | 'folders' | 'files' | 'none';

export interface OptionModel {
  /** `--out`, and `-h` for those with a short form */
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

/** By the placeholder in the usage: `--out <folder>` takes a folder. */
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

/** Descriptions of options without their defaults, which `--help` shows. */
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
