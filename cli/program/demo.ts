import type { Command } from 'commander';
import type { CheckOptions, ListOptions, RunOptions } from '../commands/demo.ts';
import type { Io } from '../io.ts';
import type { RecordOptions } from '../commands/demo-record.ts';
import { json, parseMinutes, parseScene } from './values.ts';

/** Demos by a script: what to say, what to click, and what must then be true. */
export function declareDemo(program: Command, io: Io, end: (status: number) => void): void {
  const commands = () => import('../commands/demo.ts');
  const group = program.command('demo').description('rehearse and present demo scripts');
  group
    .command('list')
    .description('list the demo scripts')
    .option(...json)
    .action(async (options: ListOptions) => (await commands()).listDemos(options, io));
  group
    .command('check')
    .description(
      'rehearse a script without a screen: play every scene and report which one would fail, and why',
    )
    .argument('[script]', 'name of a script, or path to your own')
    .option('--all', 'rehearse every script that comes with multidemo')
    .option(...json)
    .action(async (name: string | undefined, options: CheckOptions) =>
      end(await (await commands()).checkDemos(name, options, io)),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  multidemo demo check one-claim\n  multidemo demo check --all\n  multidemo demo check ./my-demo.yaml --json',
    );
  group
    .command('run')
    .description(
      'present from a script: opens the stage with notes, next and back; starts serve if it is not running',
    )
    .argument('<script>', 'name of a script, or path to your own')
    .option('--auto', 'play the steps and move on automatically')
    .option('--scene <number>', 'start with this scene; earlier ones are played for you', parseScene, 1)
    .option('--no-open', 'do not open the stage in the browser')
    .option(...json)
    .action(async (name: string, options: RunOptions) => (await commands()).runDemo(name, options, io));
  group
    .command('record')
    .description('write a draft script from what you just clicked in the shop running here')
    .argument('[file]', 'file to write', 'recorded.yaml')
    .option('--minutes <number>', 'how many minutes back to record (default: all)', parseMinutes)
    .option('--force', 'replace the file if it exists')
    .option(...json)
    .action(async (file: string, options: RecordOptions) =>
      (await import('../commands/demo-record.ts')).recordDemo(file, options, io),
    );
}
