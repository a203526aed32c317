/** Completion scripts. They do not start Node, so Tab is fast. */
import { bashScript } from './completion-bash.ts';
import { fishScript } from './completion-fish.ts';
import { type ProgramModel, programModel } from './completion-model.ts';
import { zshScript } from './completion-zsh.ts';
import type { Command } from './options.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

const SCRIPTS: Record<Shell, (program: ProgramModel) => string> = { bash: bashScript, zsh: zshScript, fish: fishScript };

export const completionScript = (program: Command, shell: Shell): string => SCRIPTS[shell](programModel(program));
