import type { z } from 'zod';
import { assistantConfig, clientSecret } from './assistant-variables.ts';
import type { AssistantConfig, ClientSecret } from './assistant-variables.ts';
import { variables } from './variables.ts';
import type { VariableName } from './variables.ts';

/** The application's configuration, read once from the environment and frozen. */
export interface Config {
  /** The shop's origin, without a trailing slash. */
  readonly appUrl: string;
  /** Port to listen on. */
  readonly port: number;
  readonly secretKey: string;
  /** Name or folder of the theme, or the address of a remote one. */
  readonly theme: string;
  readonly okta: {
    readonly baseUrl: string;
    readonly issuer: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly audience: string;
    /** The shop's own credentials for the Management API. */
    readonly management: ManagementCredentials | undefined;
    readonly service: ClientSecret | undefined;
    /** The SAML integration of the sample third-party app; undefined if the org has none. */
    readonly sampleSamlApp: string | undefined;
    /** The native app that signs in on a TV; undefined if the org has none. */
    readonly tvClientId: string | undefined;
    readonly eventHookSecret: string | undefined;
    readonly tokenHookSecret: string | undefined;
    /** The authorization request is pushed to the org first (RFC 9126). */
    readonly par: boolean;
    /** Tokens are bound to a key (RFC 9449). */
    readonly dpop: boolean;
    /** A second API that the shop's API calls with exchanged tokens; undefined if there is none. */
    readonly fulfilment: FulfilmentConfig | undefined;
  };
  readonly scopes: {
    readonly person: readonly string[];
    readonly admin: readonly string[];
    readonly o4o: readonly string[];
    /** Okta's own scopes for the user's own data. */
    readonly self: readonly string[];
  };
  /**
   * Who requests the second factor when an order is approved: the shop, Okta, or either, as the admin chooses.
   */
  readonly stepUp: 'factors' | 'acr' | 'both';
  readonly features: {
    readonly developer: boolean;
    readonly clientCredentialsPolicyId: string | undefined;
    readonly pkcePolicyId: string | undefined;
    /** Origin of the sample third-party app; undefined if it is not running. */
    readonly sampleAppUrl: string | undefined;
    readonly portfolio: boolean;
    readonly portfolioClientGroup: string | undefined;
    readonly events: boolean;
    readonly eventHookId: string | undefined;
    /** The org asks the shop for the claim `loyalty` before it signs tokens. */
    readonly tokenHook: boolean;
  };
  readonly assistant: AssistantConfig;
  /** Identity providers that have their own pages; undefined if the org has none. */
  readonly idps: {
    readonly google: string | undefined;
    readonly facebook: string | undefined;
    readonly saml: string | undefined;
    /** Classic engine: where the org continues after IdP discovery, a path in the org. */
    readonly requestContext: string | undefined;
  };
  readonly widget: WidgetConfig;
  readonly store: { readonly file: string } | { readonly databaseUrl: string };
  /** The token that /metrics requires; undefined if there is no such page. */
  readonly metricsToken: string | undefined;
}

/** The fulfilment service, its authorization server, and the service app that exchanges tokens for it. */
export interface FulfilmentConfig {
  /** Undefined if it does not run, as in a command. */
  readonly url: string | undefined;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What `.env` says about the Sign-In Widget (OKTA_SIW_*). */
interface WidgetConfig {
  readonly features: {
    readonly router: boolean;
    readonly passwordlessAuth: boolean;
    readonly registration: boolean;
    readonly rememberMe: boolean;
    readonly multiOptionalFactorEnroll: boolean;
    readonly selfServiceUnlock: boolean;
    readonly smsRecovery: boolean;
    readonly callRecovery: boolean;
  };
  readonly usernamePlaceholder: string | undefined;
  readonly passwordPlaceholder: string | undefined;
  readonly usernameTooltip: string | undefined;
  readonly passwordTooltip: string | undefined;
}

type ManagementCredentials =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'key'; readonly clientId: string; readonly privateKey: string };

/** Thrown by loadConfig; `problems` has one line per invalid variable, starting with its name. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length} problem(s):\n${problems.map((p) => `  ${p}`).join('\n')}`,
    );
    this.problems = problems;
  }
}

type Values = { [Name in VariableName]: z.infer<(typeof variables)[Name]['schema']> };

/**
 * Reads the configuration from an environment record (`process.env`, or what was read from `.env`).
 * An empty value is treated as absent.
 * @throws ConfigError naming all variables that are missing or invalid.
 */
export function loadConfig(env: Record<string, string | undefined>): Config {
  const values: Partial<Record<string, unknown>> = {};
  const problems: string[] = [];
  for (const [name, variable] of Object.entries(variables)) {
    const given = env[name]?.trim();
    const result = variable.schema.safeParse(given === '' ? undefined : given);
    if (result.success) values[name] = result.data;
    else problems.push(`${name} ${explain(result.error, given)}`);
  }
  const read = values as Values;
  problems.push(...pairs(read, env));
  if (problems.length > 0) throw new ConfigError(problems);
  return freeze(assemble(read));
}

/**
 * Problems of the variables that are set, ignoring missing ones, for callers that set the rest later.
 * @returns one line per problem, starting with the variable's name
 */
export function problemsOfGiven(env: Record<string, string | undefined>): readonly string[] {
  return Object.entries(variables).flatMap(([name, { schema }]) => {
    const given = env[name]?.trim() ?? '';
    const result = given === '' ? undefined : schema.safeParse(given);
    return result?.error ? [`${name} ${explain(result.error, given)}`] : [];
  });
}

function explain(error: z.ZodError, given: string | undefined): string {
  if (given === undefined || given === '') return 'is missing';
  return error.issues[0]?.message ?? 'is not valid';
}

/** Variables that only make sense together. */
function pairs(values: Values, env: Record<string, string | undefined>): string[] {
  const problems: string[] = [];
  const together = (one: VariableName, other: VariableName): void => {
    if (values[one] !== undefined && values[other] === undefined && !env[other])
      problems.push(`${other} is missing; ${one} requires it`);
  };
  together('OKTA_API_CLIENT_ID', 'OKTA_API_PRIVATE_KEY');
  together('OKTA_API_PRIVATE_KEY', 'OKTA_API_CLIENT_ID');
  together('OKTA_SERVICE_CLIENT_ID', 'OKTA_SERVICE_CLIENT_SECRET');
  together('OKTA_SERVICE_CLIENT_SECRET', 'OKTA_SERVICE_CLIENT_ID');
  together('OKTA_ASSISTANT_CLIENT_ID', 'OKTA_ASSISTANT_CLIENT_SECRET');
  together('OKTA_ASSISTANT_PRIVATE_KEY', 'OKTA_ASSISTANT_AGENT_ID');
  together('OKTA_APPROVALS_CLIENT_ID', 'OKTA_APPROVALS_CLIENT_SECRET');
  return problems;
}

function assemble(values: Values): Config {
  const appUrl = new URL(values.APP_URL);
  return {
    appUrl: appUrl.origin,
    port: values.PORT ?? Number(appUrl.port || (appUrl.protocol === 'https:' ? 443 : 80)),
    secretKey: values.SECRET_KEY,
    theme: values.THEME_URI ?? values.THEME,
    okta: {
      baseUrl: values.OKTA_BASE_URL,
      issuer: values.OKTA_ISSUER,
      clientId: values.OKTA_CLIENT_ID,
      clientSecret: values.OKTA_CLIENT_SECRET,
      audience: values.OKTA_AUDIENCE ?? appUrl.origin,
      management: managementCredentials(values),
      service: clientSecret(values.OKTA_SERVICE_CLIENT_ID, values.OKTA_SERVICE_CLIENT_SECRET),
      sampleSamlApp: values.OKTA_SAMPLE_SAML_APP,
      tvClientId: values.OKTA_TV_CLIENT_ID,
      eventHookSecret: values.OKTA_EVENT_HOOK_SECRET,
      tokenHookSecret: values.OKTA_TOKEN_HOOK_SECRET,
      par: values.OKTA_PAR,
      dpop: values.OKTA_DPOP,
      fulfilment: fulfilmentConfig(values),
    },
    scopes: {
      person: values.OKTA_SCOPES,
      admin: values.OKTA_ADMIN_SCOPES,
      o4o: values.OKTA_O4O_SCOPES,
      self: values.OKTA_SELF_SCOPES,
    },
    stepUp: values.OKTA_STEP_UP,
    features: {
      developer: values.FF_DEVELOPER,
      clientCredentialsPolicyId: values.FF_DEVELOPER_CC_POLICY_ID,
      pkcePolicyId: values.FF_DEVELOPER_PKCE_POLICY_ID,
      sampleAppUrl: values.SAMPLE_APP_URL && new URL(values.SAMPLE_APP_URL).origin,
      portfolio: values.FF_PORTFOLIO,
      portfolioClientGroup: values.FF_PORTFOLIO_CLIENT_GROUP,
      events: values.FF_EVENTS,
      eventHookId: values.FF_EVENTS_HOOK_ID,
      tokenHook: values.FF_TOKEN_HOOK,
    },
    assistant: assistantConfig(values),
    idps: {
      google: values.OKTA_GOOGLE_IDP,
      facebook: values.OKTA_FACEBOOK_IDP,
      saml: values.OKTA_SAML_IDP,
      requestContext: values.OKTA_IDP_REQUEST_CONTEXT,
    },
    widget: widgetConfig(values),
    store: values.DATABASE_URL ? { databaseUrl: values.DATABASE_URL } : { file: values.DB_PATH },
    metricsToken: values.METRICS_TOKEN,
  };
}

function fulfilmentConfig(values: Values): FulfilmentConfig | undefined {
  const { FULFILMENT_URL: url, OKTA_FULFILMENT_ISSUER: issuer } = values;
  const { OKTA_FULFILMENT_CLIENT_ID: clientId, OKTA_FULFILMENT_CLIENT_SECRET: clientSecret } = values;
  if (!values.FF_FULFILMENT || !issuer || !clientId || !clientSecret) return undefined;
  return { url, issuer, clientId, clientSecret };
}

const widgetConfig = (values: Values): WidgetConfig => ({
  features: {
    router: values.OKTA_SIW_ROUTER,
    passwordlessAuth: values.OKTA_SIW_PASSWORDLESS,
    registration: values.OKTA_SIW_REGISTRATION,
    rememberMe: values.OKTA_SIW_REMEMBERME,
    multiOptionalFactorEnroll: values.OKTA_SIW_MULTIOPTIONALFACTORENROLL,
    selfServiceUnlock: values.OKTA_SIW_SELFSERVICEUNLOCK,
    smsRecovery: values.OKTA_SIW_SMSRECOVERY,
    callRecovery: values.OKTA_SIW_CALLRECOVERY,
  },
  usernamePlaceholder: values.OKTA_SIW_USERNAMEPLACEHOLDER,
  passwordPlaceholder: values.OKTA_SIW_PASSWORDPLACEHOLDER,
  usernameTooltip: values.OKTA_SIW_USERNAMETOOLTIP,
  passwordTooltip: values.OKTA_SIW_PASSWORDTOOLTIP,
});

/**
 * The service app wins over the token: it is what Okta recommends, and if both are set, the user is probably
 * migrating.
 */
function managementCredentials(values: Values): ManagementCredentials | undefined {
  if (values.OKTA_API_CLIENT_ID && values.OKTA_API_PRIVATE_KEY)
    return {
      kind: 'key',
      clientId: values.OKTA_API_CLIENT_ID,
      privateKey: values.OKTA_API_PRIVATE_KEY,
    };
  return values.OKTA_API_KEY ? { kind: 'token', token: values.OKTA_API_KEY } : undefined;
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(freeze);
    Object.freeze(value);
  }
  return value;
}
