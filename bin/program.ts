import { writeLines } from '../lambda/local/output.ts';
import { addAdopt, addReconcile } from './bucket-commands.ts';
import { completionScript, SHELLS, type Shell } from './completion.ts';
import { addBuild, addCheck, addDev, addImport, addInit, addStatus } from './folder-commands.ts';
import { Argument, addCommand, Command } from './options.ts';

const EXAMPLES = `
Examples:
  $ linefeed init my-blog     # writes linefeed.yaml and a first post
  $ linefeed dev my-blog      # serves the feeds on this machine while you write
  $ linefeed build my-blog    # writes the feeds into the folder public

The options and examples of a command: linefeed <command> --help`;

export function createProgram(version: string): Command {
  const program = new Command('linefeed')
    .description('Publishes RSS, Atom and JSON feeds from a folder or a bucket of posts.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(for the commands and examples: linefeed --help)')
    .addHelpText('after', EXAMPLES);
  for (const add of [addBuild, addCheck, addDev, addStatus, addReconcile, addAdopt, addInit, addImport, addCompletion]) add(program);
  return program;
}

function addCompletion(program: Command): void {
  addCommand(program, 'completion', {
    description: 'print a completion script for your shell',
    examples: SHELLS.map((shell) => `completion ${shell}`),
    notes: [
      'To complete commands and options with Tab, add one line to the start-up file of your shell:',
      '  ~/.bashrc                   eval "$(linefeed completion bash)"',
      '  ~/.zshrc, after compinit    eval "$(linefeed completion zsh)"',
      '  ~/.config/fish/config.fish  linefeed completion fish | source',
    ],
  })
    .addArgument(new Argument('<shell>', 'name of the shell').choices(SHELLS))
    .action((shell: Shell) => writeLines(process.stdout, completionScript(program, shell).split('\n')));
}
