import { CommanderError, Option } from 'commander';
import type { Command } from 'commander';
import type { DestroyOptions } from '../commands/destroy.ts';
import type { DoctorOptions } from '../commands/doctor.ts';
import type { InitOptions } from '../commands/init.ts';
import type { Io } from '../io.ts';
import { json, parseList, parsePort, parseSeconds, port } from './values.ts';

/** Commands that configure an org and look at it. */
export function declareInit(program: Command, io: Io): void {
  const engine = new Option(
    '--engine <name>',
    'direct or terraform (default: direct on this machine, else terraform)',
  ).choices(['direct', 'terraform']);
  const target = (command: Command) =>
    command
      .option('--sandbox', 'the sandbox org of this folder')
      .option('--org-url <url>', 'an org of yours, as https://dev-123456.okta.com')
      .option(...port.org)
      .option('--api-token-file <file>', 'file with an API token (else OKTA_API_KEY or MULTIDEMO_API_TOKEN)')
      .addOption(new Option('--token-file <file>', 'the same').hideHelp())
      .option('--client-id <id>', 'instead of a token: client id of a service app')
      .option(
        '--private-key-file <file>',
        'file with its private key, PEM or JWK (else OKTA_API_PRIVATE_KEY)',
      )
      .option('--key-id <id>', 'id of that key, when the app has several');
  target(program.command('init').description('configure an org for the demo, and write .env'))
    .option('--app-url <url>', 'where people open the shop (default: http://localhost:5000)')
    .option('-p, --port <number>', 'port that the shop listens on, when the URL does not say it', parsePort)
    .option('-t, --theme <name>', 'name, folder or URL of a theme')
    .option('--name <text>', 'label of the app, and beginning of other names (default: Okta Multidemo)')
    .addOption(engine)
    .option('--google-client-id <id>', 'Google sign-in; the secret in GOOGLE_CLIENT_SECRET')
    .option('--facebook-client-id <id>', 'Facebook sign-in; the secret in FACEBOOK_CLIENT_SECRET')
    .option('--saml-issuer <uri>', 'SAML partner: entity ID of its identity provider')
    .option('--saml-sso-url <url>', 'SAML partner: its single sign-on URL')
    .option('--saml-certificate <file>', 'SAML partner: its signing certificate, PEM')
    .option('--idp-domain <domain>', 'e-mail domain whose people are sent to the SAML partner')
    .option(
      '--without <parts>',
      'leave out google, facebook, saml, routing, events (comma-separated)',
      parseList,
    )
    .option('--admin <logins>', 'people who administer the shop (default: the owner of the token)')
    .option('--premium <logins>', 'people who see premium products')
    .option('--demo-people', 'create Ada, Grace and Linus')
    .option('--no-demo-people', 'do not')
    .option('--adopt', 'take over what is in the org already')
    .option('-y, --yes', 'ask nothing: take defaults, and do it')
    .option('--dry-run', 'only show the plan')
    .option(...json)
    .action(async (options: InitOptions) => (await import('../commands/init.ts')).init(options, io));
  target(program.command('destroy').description('remove from an org what init made there'))
    .option('--include-adopted', 'also what was in the org before, and init took over')
    .option('-y, --yes', 'ask nothing, and do it')
    .option('--dry-run', 'only show what would go')
    .option(...json)
    .action(async (options: DestroyOptions) => (await import('../commands/destroy.ts')).destroy(options, io));
}

export function declareDoctor(program: Command, io: Io, end: (status: number) => void): void {
  program
    .command('doctor')
    .description('find what would fail on stage')
    .option('--fix', 'fix what can be fixed safely: shows the changes, asks, then checks again')
    .option('-y, --yes', 'with --fix: do not ask')
    .option('--json', 'print the report as JSON (docs/doctor.md), an error too')
    .option('--only <ids>', 'run only these checks and what they need (comma-separated)', parseList)
    .option('--skip <ids>', 'leave these checks out (comma-separated)', parseList)
    .option('--watch [seconds]', 'look again and again, every 10 seconds when not said', parseSeconds)
    .option('--verbose', 'also tell details and requests')
    .exitOverride((error) => {
      throw new CommanderError(error.exitCode && 2, error.code, error.message);
    })
    .action(async (options: DoctorOptions) =>
      end(await (await import('../commands/doctor.ts')).doctor(options, io)),
    );
}
