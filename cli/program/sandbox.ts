import type { Command } from 'commander';
import type { ControlOptions, JsonOption } from '../commands/sandbox-control.ts';
import type { SandboxOptions } from '../commands/sandbox.ts';
import type { Io } from '../io.ts';
import { host, json, parsePort, port } from './values.ts';

/** `sandbox` and its own commands. */
export function declareSandbox(program: Command, io: Io): void {
  // Each command's options stand right behind it: `sandbox` and its own commands both have a --port.
  program.enablePositionalOptions();
  const sandbox = program
    .command('sandbox')
    .enablePositionalOptions()
    .description('run the sandbox org on its own, for any application')
    .option('-p, --port <number>', 'port to listen on (default: 5001)', parsePort)
    .option(...port.outside)
    .option(...host)
    .option('--folder <path>', 'where the org is kept (default: .multidemo/sandbox)')
    .option('--in-memory', 'keep nothing')
    .option('--api-token <token>', 'API token of the org (default: the one it has, or a random one)')
    .option('--api-token-file <file>', 'file that holds it (else MULTIDEMO_API_TOKEN)')
    .option('--subdomain <name>', 'what a new org calls itself in the names it makes up (default: sandbox)')
    .option('--seed <file>', 'fill an empty org from a seed in YAML or JSON')
    .option('--reset', 'begin with an empty org')
    .option(...json)
    .action(async (options: SandboxOptions) => (await import('../commands/sandbox.ts')).sandbox(options, io));
  const control = () => import('../commands/sandbox-control.ts');
  const running = ['-p, --port <number>', 'port of the running org', parsePort, 5001] as const;
  sandbox
    .command('export')
    .description('print the state of the running org as a seed')
    .option(...running)
    .option(...json)
    .action(async (options: ControlOptions) => (await control()).exportSandbox(options, io));
  sandbox
    .command('reset')
    .description('empty the running org')
    .option(...running)
    .option(...json)
    .action(async (options: ControlOptions) => (await control()).resetSandbox(options, io));
  sandbox
    .command('endpoints')
    .description('list the endpoints of the Management API that the org has')
    .option(...json)
    .action(async (options: JsonOption) => (await control()).listEndpoints(options, io));
}
