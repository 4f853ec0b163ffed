import { Argument } from 'commander';
import type { Command } from 'commander';
import type { ApiOptions } from '../commands/org/api.ts';
import type { TailOptions } from '../commands/org/logs.ts';
import type { TriggerOptions } from '../commands/org/trigger.ts';
import type { TestLoginOptions, TestTokenOptions } from '../commands/test.ts';
import type { Io } from '../io.ts';
import { type Shell, examples, json, parseList, parseMinutes, shells } from './values.ts';

interface JsonOption {
  json?: boolean;
}

/** Commands that use what is configured or running: nothing here changes the demo's setup. */
export function declareTools(program: Command, io: Io): void {
  program
    .command('status')
    .description('show which shop and org this folder uses, and whether they respond')
    .option(...json)
    .action(async (options: JsonOption) => (await import('../commands/status.ts')).showStatus(options, io));
  program
    .command('open')
    .description('open a page of the demo in the browser')
    .argument(
      '[page]',
      'shop, products, orders, events, admin, developer, org, dashboard, console, or a path',
    )
    .option(...json)
    .action(async (page: string | undefined, options: JsonOption) =>
      (await import('../commands/open.ts')).openPage(page, options, io),
    )
    .addHelpText('after', examples('multidemo open', 'multidemo open console', 'multidemo open /products'));
  program
    .command('trust')
    .description(
      'make browsers accept the certificates of --https: shows the commands, and asks before it runs one',
    )
    .option(...json)
    .action(async (options: JsonOption) => (await import('../commands/trust.ts')).trust(options, io));
  declareOrgTools(program, io);
  declareTest(program, io);
  declareProfile(program, io);
  declareCompletion(program, io);
}

function declareOrgTools(program: Command, io: Io): void {
  program
    .command('api')
    .description('send a request to the org’s Management API with the configured credential')
    .argument('<method>', 'GET, POST, PUT, PATCH or DELETE')
    .argument('<path>', 'path and query, such as /api/v1/users?limit=2')
    .option('-d, --data <json>', 'request body: JSON, @file, or @- for standard input')
    .option(...json)
    .action(async (method: string, path: string, options: ApiOptions) =>
      (await import('../commands/org/api.ts')).callApi(method, path, options, io),
    )
    .addHelpText(
      'after',
      examples(
        'multidemo api GET /api/v1/users?limit=2',
        'multidemo api POST /api/v1/groups --data \'{"profile":{"name":"Buyers"}}\'',
      ),
    );
  program
    .command('logs')
    .description('read the org’s System Log')
    .command('tail')
    .description('print events as they are written')
    .option('--filter <expression>', 'events to print, in Okta’s filter language')
    .option('--since <minutes>', 'how many minutes of earlier events to print', parseMinutes, 5)
    .option('--no-follow', 'exit after the existing events')
    .option(...json)
    .action(async (options: TailOptions) => (await import('../commands/org/logs.ts')).tailLogs(options, io))
    .addHelpText(
      'after',
      examples(
        'multidemo logs tail',
        'multidemo logs tail --filter \'eventType sw "user.session"\'',
        'multidemo logs tail --since 60 --no-follow --json',
      ),
    );
  program
    .command('trigger')
    .description('write a System Log event in the sandbox org, and deliver it to its event hooks')
    .argument('<event-type>', 'such as user.lifecycle.suspend')
    .option('--user <login>', 'user that the event is about')
    .option(...json)
    .action(async (eventType: string, options: TriggerOptions) =>
      (await import('../commands/org/trigger.ts')).triggerEvent(eventType, options, io),
    )
    .addHelpText('after', examples('multidemo trigger user.lifecycle.suspend --user ada@example.com'));
}

function declareTest(program: Command, io: Io): void {
  const test = program.command('test').description('get real tokens, decoded and verified');
  test
    .command('token')
    .description('get an access token for the shop’s API as the service app (client credentials)')
    .option('--scope <scopes>', 'scopes', parseList, ['orders:read'])
    .option(...json)
    .action(async (options: TestTokenOptions) =>
      (await import('../commands/test.ts')).testToken(options, io),
    );
  test
    .command('login')
    .description('sign in as the shop does, without a browser, and print the tokens')
    .option('--as <login>', 'demo account, or any user if MULTIDEMO_PASSWORD is set', 'ada')
    .option('--scope <scopes>', 'scopes (default: those of the shop)', parseList)
    .option(...json)
    .action(async (options: TestLoginOptions) => (await import('../commands/test.ts')).testLogin(options, io))
    .addHelpText(
      'after',
      examples('multidemo test login --as grace', 'multidemo test login --scope openid --json'),
    );
}

function declareProfile(program: Command, io: Io): void {
  const commands = () => import('../commands/profile.ts');
  const profile = program
    .command('profile')
    .description('switch between several orgs, each with its own .env');
  profile
    .command('list')
    .description('list the profiles of this folder')
    .option(...json)
    .action(async (options: JsonOption) => (await commands()).listProfiles(options, io));
  profile
    .command('save')
    .description('save .env as a profile')
    .argument('<name>')
    .option(...json)
    .action(async (name: string, options: JsonOption) => (await commands()).saveProfile(name, options, io));
  profile
    .command('use')
    .description('make a profile the .env of this folder')
    .argument('<name>')
    .option(...json)
    .action(async (name: string, options: JsonOption) => (await commands()).useProfile(name, options, io));
  profile
    .command('remove')
    .description('delete a profile; .env is kept')
    .argument('<name>')
    .option(...json)
    .action(async (name: string, options: JsonOption) => (await commands()).removeProfile(name, options, io));
}

function declareCompletion(program: Command, io: Io): void {
  program
    .command('completion')
    .description('print the script that completes commands in a shell')
    .addArgument(new Argument('<shell>').choices(shells))
    .action(async (shell: Shell) => (await import('../commands/completion.ts')).printCompletion(shell, io))
    .addHelpText(
      'after',
      examples(
        'source <(multidemo completion bash)      in ~/.bashrc',
        'multidemo completion fish | source       in ~/.config/fish/config.fish',
        'multidemo completion powershell | Out-String | Invoke-Expression      in $PROFILE',
      ),
    );
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .allowUnknownOption()
    .action(async (words: string[]) => {
      const { completions } = await import('../commands/completion.ts');
      const found = completions(program, words);
      if (found.length > 0) io.stdout.write(`${found.join('\n')}\n`);
    });
}
