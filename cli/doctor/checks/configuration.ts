import { adminConsole, variables } from '../../../app/index.ts';
import { failure, ok, warning } from '../check.ts';
import type { Check, Finding, Fix } from '../check.ts';
import type { Context } from '../context.ts';
import { readEnvFile } from '../../env-file.ts';
import type { EnvChanges } from '../../env-write.ts';
import type { Environment } from '../../run/environment.ts';
import { correct } from '../local-value.ts';
import { count } from '../words.ts';

/** The shop's variables are complete and consistent. */
export const configuration: Check = {
  id: 'configuration',
  title: 'Configuration',
  area: 'This machine',
  needs: ['env-file'],
  docs: 'docs/doctor.md#configuration',
  async run(context) {
    const { problems } = context;
    if (problems.length > 0)
      return failure({
        found: `${count(problems.length, 'variable')} missing or invalid: ${problems[0] ?? ''}${problems.length > 1 ? '; …' : '.'}`,
        details: problems,
        expected: 'Every variable that the shop needs.',
        consequence: 'The shop does not start.',
        remedy: 'Run multidemo init, or fix .env; .env.example explains each variable.',
        fix: await obvious(context),
      });
    const contradiction = contradictionIn(context);
    if (!contradiction) return ok('Complete and consistent.');
    const { changes, ...finding } = contradiction;
    return warning({ ...finding, fix: changes && (await correct(context, changes)) });
  },
};

/** Values that are wrong, although what was meant is clear. */
async function obvious({ env, cwd, processEnv }: Context): Promise<Fix | undefined> {
  const changes: Record<string, string | undefined> = {};
  for (const name of ['OKTA_BASE_URL', 'OKTA_ISSUER']) {
    const said = env[name];
    if (said !== undefined && adminConsole.test(said)) changes[name] = said.replace(adminConsole, '$1');
  }
  if (!variables.SECRET_KEY.schema.safeParse(env.SECRET_KEY).success) changes.SECRET_KEY = undefined;
  const file: Environment = await readEnvFile(cwd).catch(() => ({}));
  const there = Object.entries(changes).filter(([name]) => file[name] !== undefined);
  return there.length === 0 ? undefined : correct({ cwd, processEnv }, Object.fromEntries(there));
}

/** With the change in `.env` that would resolve it, if that is clear. */
function contradictionIn({ config, env }: Context): (Finding & { changes?: EnvChanges }) | undefined {
  const { okta, features, scopes } = config;
  const dead = (found: string, expected: string, consequence: string, remedy: string): Finding => ({
    found,
    expected,
    consequence,
    remedy,
  });
  if (!okta.issuer.startsWith(`${okta.baseUrl}/oauth2/`))
    return dead(
      `OKTA_ISSUER (${okta.issuer}) is not an authorization server of OKTA_BASE_URL (${okta.baseUrl}).`,
      'An issuer like https://…okta.com/oauth2/aus…, on the same host.',
      'Tokens come from one org and users from another.',
      'Correct OKTA_ISSUER or OKTA_BASE_URL in .env. If you use a custom domain, use it in both.',
    );
  if (!scopes.person.includes('openid'))
    return {
      ...dead(
        'OKTA_SCOPES does not contain openid.',
        'The openid scope.',
        'Users cannot sign in because there is no ID token.',
        'Add openid to OKTA_SCOPES.',
      ),
      changes: { OKTA_SCOPES: ['openid', ...scopes.person].join(',') },
    };
  if (env.OKTA_API_KEY && env.OKTA_API_CLIENT_ID)
    return dead(
      'Both OKTA_API_KEY and OKTA_API_CLIENT_ID are set.',
      'One credential for the Management API.',
      'The shop uses the service app and ignores the API token.',
      'Remove one of the two from .env.',
    );
  if (features.developer && !(features.clientCredentialsPolicyId && features.pkcePolicyId))
    return dead(
      'FF_DEVELOPER is on, but its policy IDs are not set.',
      'FF_DEVELOPER_CC_POLICY_ID and FF_DEVELOPER_PKCE_POLICY_ID.',
      'Clients created in the developer portal get no tokens.',
      'Run multidemo init, which writes both.',
    );
  if (features.events && okta.eventHookSecret === undefined)
    return dead(
      'FF_EVENTS is on, but OKTA_EVENT_HOOK_SECRET is missing.',
      'The secret that the event hook sends.',
      'The shop rejects every event.',
      'Run multidemo init, or copy the hook’s secret into .env.',
    );
  if (features.tokenHook && okta.tokenHookSecret === undefined)
    return dead(
      'FF_TOKEN_HOOK is on, but OKTA_TOKEN_HOOK_SECRET is missing.',
      'The secret that the token hook sends.',
      'The shop rejects every call from the hook, and tokens have no loyalty claim.',
      'Run multidemo init, or copy the hook’s secret into .env.',
    );
  return undefined;
}
