import { Command } from 'commander';
import type { FulfilOptions } from '../commands/orders.ts';
import type { ServeOptions } from '../commands/serve.ts';
import type { Io } from '../io.ts';
import { packageVersion } from '../paths.ts';
import { declareDoctor, declareInit } from './org.ts';
import { declareSandbox } from './sandbox.ts';
import { declareTheme } from './theme.ts';
import { host, json, parsePort, port } from './values.ts';

/**
 * The table of commands. What a command needs is loaded when it runs: help and mistakes answer at once.
 * @param end told the exit status of a command that has one of its own
 */
export function declareProgram(io: Io, end: (status: number) => void): Command {
  const program = new Command('multidemo')
    .description('Shows in a running web shop how an application integrates with Okta.')
    .version(packageVersion(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, '✗ ')),
    })
    .showHelpAfterError('  Run with --help to see what is possible.')
    .exitOverride();

  program
    .command('serve')
    .description('run the shop, and the sandbox org when no other is configured')
    .option('-p, --port <number>', 'port of the shop (default: that of APP_URL, or 5000)', parsePort)
    .option(...port.org)
    .option(...port.sample)
    .option(...port.outside)
    .option(...host)
    .option('-t, --theme <name>', 'name, folder or URL of a theme')
    .option('-o, --open', 'open the shop in the browser')
    .option('--present', 'show the presenter bar from the start (key P shows and hides it)')
    .option(...json)
    .action(async (options: ServeOptions) => (await import('../commands/serve.ts')).serve(options, io));

  declareInit(program, io);
  declareSandbox(program, io);

  program
    .command('orders')
    .description('work on the shop’s orders as a machine')
    .command('fulfil')
    .description('approve every pending order over the API, with a token of the service app')
    .option('--app-url <url>', 'where the shop is (default: APP_URL)')
    .option(...json)
    .action(async (options: FulfilOptions) => (await import('../commands/orders.ts')).fulfil(options, io));

  declareDoctor(program, io, end);
  declareTheme(program, io, end);
  return program;
}
