import type { Command } from 'commander';
import type { ControlOptions, ExportOptions, JsonOption } from '../commands/sandbox-control.ts';
import type { SandboxOptions } from '../commands/sandbox.ts';
import type { Io } from '../io.ts';
import {
  baseUrl,
  host,
  https,
  json,
  lan,
  parseList,
  parsePort,
  parseSubdomain,
  port,
  trustNetwork,
} from './values.ts';

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
    .option(...https)
    .option(...lan)
    .option(...trustNetwork)
    .option(...baseUrl)
    .option('--folder <path>', 'folder to store the org in (default: .multidemo/sandbox)')
    .option('--in-memory', 'keep the org in memory only')
    .option('--api-token <token>', 'the org’s API token (default: the existing one, or a random one)')
    .option('--api-token-file <file>', 'file with the API token (default: MULTIDEMO_API_TOKEN)')
    .option(
      '--subdomain <name>',
      'subdomain for a new org, used in generated names (default: sandbox)',
      parseSubdomain,
    )
    .option(
      '--like <kinds>',
      'limits of another org: free, workforce, classic, no-api-am, read-only (comma-separated)',
      parseList,
    )
    .option('--seed <file>', 'initialize an empty org from a YAML or JSON seed')
    .option('--reset', 'start with an empty org')
    .option(...json)
    .action(async (options: SandboxOptions) => (await import('../commands/sandbox.ts')).sandbox(options, io));
  const control = () => import('../commands/sandbox-control.ts');
  const running = ['-p, --port <number>', 'port of the running org', parsePort, 5001] as const;
  sandbox
    .command('export')
    .description('print the running org’s state as a seed')
    .option(...running)
    .option('--out <file>', 'write to this file instead of standard output')
    .option(...json)
    .action(async (options: ExportOptions) => (await control()).exportSandbox(options, io));
  sandbox
    .command('reset')
    .description('reset the running org')
    .option(...running)
    .option(...json)
    .action(async (options: ControlOptions) => (await control()).resetSandbox(options, io));
  sandbox
    .command('endpoints')
    .description('list the Management API endpoints that the org implements')
    .option(...json)
    .action(async (options: JsonOption) => (await control()).listEndpoints(options, io));
}
