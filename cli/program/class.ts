import type { Command } from 'commander';
import type { ClassOptions } from '../commands/class.ts';
import type { Io } from '../io.ts';
import { host, https, json, lan, parseMinutes, parsePort, parseSeats, trustNetwork } from './values.ts';

/** A classroom: many demos in one process. */
export function declareClass(program: Command, io: Io): void {
  program
    .command('class')
    .description('run a class: a seat for each person, with an org, a shop and people of its own')
    .option(
      '--seats <number>',
      'how many, at most 99 (default: 30); 31-60 for the seats with these numbers',
      parseSeats,
    )
    .option('--lesson <script>', 'demo script whose scenes are the tasks: a name, or a path of your own')
    .option('-p, --port <number>', 'port of the class (default: 8000)', parsePort)
    .option(...host)
    .option(...https)
    .option(...lan)
    .option(...trustNetwork)
    .option(
      '--base-url <url>',
      'URL under which browsers find the seats, as in https://{name}.class.example.com (default: http://seat-01.localhost)',
    )
    .option('-t, --theme <name>', 'theme name, folder or URL, for all seats')
    .option('--sleep-after <minutes>', 'close a seat that nobody has used for so long', parseMinutes, 10)
    .option('--new-code', 'make a new trainer’s code; open boards are closed')
    .option(...json)
    .action(async (options: ClassOptions) => (await import('../commands/class.ts')).runClass(options, io))
    .addHelpText(
      'after',
      '\nExamples:\n  multidemo class --seats 12 --lesson one-claim\n  multidemo class --lan\n  multidemo class --https --host 0.0.0.0 --base-url https://{name}.class.example.com',
    );
}
