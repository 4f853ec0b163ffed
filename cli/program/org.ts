import { CommanderError, Option } from 'commander';
import type { Command } from 'commander';
import type { CloneOptions } from '../commands/clone.ts';
import type { DestroyOptions } from '../commands/destroy.ts';
import type { DoctorOptions } from '../commands/doctor.ts';
import type { InitOptions } from '../commands/init.ts';
import type { Io } from '../io.ts';
import { examples, json, parseCount, parseList, parsePort, parseSeconds, port } from './values.ts';

/** Commands that configure and check an org. */
export function declareInit(program: Command, io: Io): void {
  const engine = new Option(
    '--engine <name>',
    'direct or terraform (default: direct for an org on this machine, else terraform)',
  ).choices(['direct', 'terraform']);
  const target = (command: Command) =>
    credentials(
      command
        .option('--sandbox', 'use the sandbox org in this folder')
        .option('--org-url <url>', 'your own org, such as https://dev-123456.okta.com')
        .option(...port.org),
    );
  const credentials = (command: Command) =>
    command
      .option(
        '--api-token-file <file>',
        'file with an API token (default: OKTA_API_KEY or MULTIDEMO_API_TOKEN)',
      )
      .addOption(new Option('--token-file <file>', 'alias of --api-token-file').hideHelp())
      .option('--client-id <id>', 'client ID of a service app, instead of an API token')
      .option(
        '--private-key-file <file>',
        'file with the app’s private key, PEM or JWK (default: OKTA_API_PRIVATE_KEY)',
      )
      .option('--key-id <id>', 'ID of the private key, if the app has several keys');
  target(program.command('init').description('configure an org for the demo, and write .env'))
    .option('--app-url <url>', 'shop URL (default: http://localhost:5000)')
    .option('-p, --port <number>', 'port that the shop listens on, if it is not in the URL', parsePort)
    .option('-t, --theme <name>', 'theme name, folder or URL')
    .option('--name <text>', 'name for the app, the groups and all other resources (default: Okta Multidemo)')
    .addOption(engine)
    .option('--google-client-id <id>', 'Google sign-in; set the secret in GOOGLE_CLIENT_SECRET')
    .option('--facebook-client-id <id>', 'Facebook sign-in; set the secret in FACEBOOK_CLIENT_SECRET')
    .option('--saml-issuer <uri>', 'SAML partner’s entity ID')
    .option('--saml-sso-url <url>', 'SAML partner’s single sign-on URL')
    .option('--saml-certificate <file>', 'file with the SAML partner’s signing certificate, PEM')
    .option('--idp-domain <domain>', 'send users with this email domain to the SAML partner')
    .option(
      '--without <parts>',
      'leave out google, facebook, saml, routing, events, token-hook, par, dpop, fulfilment, assistant (comma-separated)',
      parseList,
    )
    .option('--admin <logins>', 'shop admins (default: the token’s owner)')
    .option('--premium <logins>', 'users with premium access')
    .option('--demo-people', 'create the demo accounts Ada, Grace and Linus')
    .option('--no-demo-people', 'do not create the demo accounts')
    .addOption(
      new Option(
        '--adopt [which]',
        'adopt existing resources with these names, adding only what is missing; “all” includes those that others use',
      ).choices(['all']),
    )
    .option('-y, --yes', 'do not ask; use defaults and apply the plan')
    .option('--dry-run', 'show the plan without applying it')
    .option(...json)
    .action(async (options: InitOptions) => (await import('../commands/init.ts')).init(options, io));
  target(program.command('destroy').description('remove everything that init created or added in an org'))
    .option('--include-adopted', 'also remove adopted resources that existed before init')
    .option('-y, --yes', 'do not ask for confirmation')
    .option('--dry-run', 'show what would be removed without removing it')
    .option(...json)
    .action(async (options: DestroyOptions) => (await import('../commands/destroy.ts')).destroy(options, io));
  credentials(
    program
      .command('clone')
      .description(
        'copy an org into a seed for the sandbox, without secrets and with invented users; changes nothing',
      )
      .option('--org-url <url>', 'the org (default: OKTA_BASE_URL)')
      .option('--out <file>', 'file to write', 'org.yaml'),
  )
    .option('--users <number>', 'maximum number of users', parseCount, 100)
    .option(
      '--keep <attributes>',
      'profile attributes to keep as they are, such as department,title (comma-separated)',
      parseList,
    )
    .option('--force', 'replace the file if it exists')
    .option(...json)
    .action(async (options: CloneOptions) => (await import('../commands/clone.ts')).clone(options, io))
    .addHelpText(
      'after',
      examples(
        'multidemo clone --org-url https://dev-123456.okta.com --api-token-file token.txt',
        'multidemo clone --keep department,title --users 20 --out acme.yaml',
        'multidemo sandbox --in-memory --seed org.yaml',
      ),
    );
}

export function declareDoctor(program: Command, io: Io, end: (status: number) => void): void {
  program
    .command('doctor')
    .description('check everything the demo needs, before you present')
    .option('--fix', 'fix what can be fixed safely: shows the changes, asks, then re-checks')
    .option('-y, --yes', 'with --fix, do not ask for confirmation')
    .option('--json', 'print the report, or an error, as JSON (docs/doctor.md)')
    .option('--only <ids>', 'run only these checks and those they depend on (comma-separated)', parseList)
    .option('--skip <ids>', 'skip these checks (comma-separated)', parseList)
    .option('--watch [seconds]', 'repeat the checks, by default every 10 seconds', parseSeconds)
    .option('--verbose', 'also show details and requests')
    .exitOverride((error) => {
      throw new CommanderError(error.exitCode && 2, error.code, error.message);
    })
    .action(async (options: DoctorOptions) =>
      end(await (await import('../commands/doctor.ts')).doctor(options, io)),
    );
}
