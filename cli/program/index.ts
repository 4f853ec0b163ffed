import { Command, Option } from 'commander';
import type { FulfilOptions } from '../commands/orders.ts';
import type { ServeOptions } from '../commands/serve.ts';
import type { Io } from '../io.ts';
import { packageVersion } from '../paths.ts';
import { applyGlobals } from './globals.ts';
import { declareAgent } from './agent.ts';
import { declareClass } from './class.ts';
import { declareDemo } from './demo.ts';
import { declareDoctor, declareInit } from './org.ts';
import { declareSandbox } from './sandbox.ts';
import { declareTheme } from './theme.ts';
import { declareTools } from './tools.ts';
import { baseUrl, host, https, json, lan, parsePort, port, trustNetwork, tunnelPrograms } from './values.ts';

/**
 * The table of commands. A command's code is loaded when it runs, so that help and usage errors are fast.
 * @param io changed by the options in front of a command
 * @param end called with the exit status of a command that sets its own
 */
export function declareProgram(io: Io, end: (status: number) => void): Command {
  const program = new Command('multidemo')
    .description('A running web shop that demonstrates how applications integrate with Okta.')
    .version(packageVersion(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .configureHelp({
      subcommandDescription: (command) =>
        command.name() === 'help' ? 'print the help of a command' : command.description(),
    })
    .option('--cwd <folder>', 'work in this folder instead of the current one')
    // Node.js reads --env-file itself, wherever it is, and stops before we can say what is wrong.
    .option('--dotenv <file>', 'take variables from this file too; they override .env')
    .option('--no-color', 'print without colors, as with NO_COLOR')
    .hook('preAction', async (root) => applyGlobals(root.opts(), io))
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, '✗ ')),
    })
    .showHelpAfterError('  Run with --help for usage.')
    .exitOverride();

  program
    .command('serve')
    .description('run the shop, and the sandbox org if no other org is configured')
    .option('-p, --port <number>', 'shop port (default: from APP_URL, or 5000)', parsePort)
    .option(...port.org)
    .option(...port.sample)
    .option(...port.assistant)
    .option(...port.outside)
    .option(...host)
    .option(...https)
    .option(...lan)
    .option(...trustNetwork)
    .option(...baseUrl)
    .addOption(
      new Option(
        '--tunnel [program]',
        'make the demo public with cloudflared or ngrok while it runs',
      ).choices(tunnelPrograms),
    )
    .option('-t, --theme <name>', 'theme name, folder or URL')
    .option('-o, --open', 'open the shop in the browser')
    .option('--present', 'show the presenter bar at startup (press P to toggle it)')
    .option(...json)
    .action(async (options: ServeOptions) => (await import('../commands/serve.ts')).serve(options, io))
    .addHelpText(
      'after',
      '\nExamples:\n  multidemo serve --open\n  multidemo serve --lan\n  multidemo serve --tunnel\n  multidemo serve --tunnel ngrok',
    );

  declareInit(program, io);
  declareSandbox(program, io);

  program
    .command('orders')
    .description('process the shop’s orders as a machine client')
    .command('fulfil')
    .description('approve all pending orders through the API, with the service app’s token')
    .option('--app-url <url>', 'shop URL (default: APP_URL)')
    .option(...json)
    .action(async (options: FulfilOptions) => (await import('../commands/orders.ts')).fulfil(options, io));

  declareAgent(program, io);
  declareDemo(program, io, end);
  declareClass(program, io);
  declareDoctor(program, io, end);
  declareTheme(program, io, end);
  declareTools(program, io);
  return program;
}
