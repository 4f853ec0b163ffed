import type { Command } from 'commander';
import type { ClassOptions } from '../commands/class.ts';
import type { Io } from '../io.ts';
import { host, https, json, lan, parseMinutes, parsePort, parseSeats, trustNetwork } from './values.ts';

/** A classroom: many demos in one process. */
export function declareClass(program: Command, io: Io): void {
  program
    .command('class')
    .description('run a class: a seat for each person, with its own org, shop and demo accounts')
    .option(
      '--seats <number>',
      'number of seats, at most 99 (default: 30), or a range such as 31-60',
      parseSeats,
    )
    .option('--lesson <script>', 'demo script whose scenes are the tasks: a name, or the path to your own')
    .option('-p, --port <number>', 'port of the class (default: 8000)', parsePort)
    .option(...host)
    .option(...https)
    .option(...lan)
    .option(...trustNetwork)
    .option(
      '--base-url <url>',
      'URL at which browsers reach the seats, such as https://{name}.class.example.com (default: http://seat-01.localhost)',
    )
    .option('-t, --theme <name>', 'theme name, folder or URL, for all seats')
    .option(
      '--sleep-after <minutes>',
      'close a seat after this many minutes without a request',
      parseMinutes,
      10,
    )
    .option('--new-code', 'generate a new trainer’s code, and close open boards')
    .option(...json)
    .action(async (options: ClassOptions) => (await import('../commands/class.ts')).runClass(options, io))
    .addHelpText(
      'after',
      '\nExamples:\n  multidemo class --seats 12 --lesson one-claim\n  multidemo class --lan\n  multidemo class --https --host 0.0.0.0 --base-url https://{name}.class.example.com',
    );
}
