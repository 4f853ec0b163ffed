import type { Command } from 'commander';
import type { ControlOptions, JsonOption } from '../commands/sandbox-control.ts';
import type { SandboxOptions } from '../commands/sandbox.ts';
import type { Io } from '../io.ts';
import { host, json, parsePort, port } from './values.ts';

/** `sandbox` and its own commands. */
export function declareSandbox(program: Command, io: Io): void {
  // Options must directly follow their command: `sandbox` and its subcommands both have a --port.
  program.enablePositionalOptions();
  const sandbox = program
    .command('sandbox')
    .enablePositionalOptions()
    .description('run only the sandbox org, for use with other applications')
    .option('-p, --port <number>', 'port to listen on (default: 5001)', parsePort)
    .option(...port.outside)
    .option(...host)
    .option('--folder <path>', 'where the org is stored (default: .multidemo/sandbox)')
    .option('--in-memory', 'do not store anything')
    .option('--api-token <token>', 'API token of the org (default: the existing one, or a random one)')
    .option('--api-token-file <file>', 'file with the API token (else MULTIDEMO_API_TOKEN)')
    .option('--subdomain <name>', 'subdomain of a new org, used in generated names (default: sandbox)')
    .option('--seed <file>', 'initialise an empty org from a seed in YAML or JSON')
    .option('--reset', 'start with an empty org')
    .option(...json)
    .action(async (options: SandboxOptions) => (await import('../commands/sandbox.ts')).sandbox(options, io));
  const control = () => import('../commands/sandbox-control.ts');
  const running = ['-p, --port <number>', 'port of the running org', parsePort, 5001] as const;
  sandbox
    .command('export')
    .description('print the running org’s state as a seed')
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
    .description('list the Management API endpoints that the org has')
    .option(...json)
    .action(async (options: JsonOption) => (await control()).listEndpoints(options, io));
}
