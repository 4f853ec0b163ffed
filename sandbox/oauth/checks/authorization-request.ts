import type { App, OAuthClientSettings } from '../../org/apps/model.ts';
import type { Org } from '../../org/org.ts';
import type { Artifacts } from '../artifacts.ts';
import type { ServerView } from '../authorization-server.ts';

/** A request to `/authorize` or `/par` while it is checked: the steps read it, and some complete it. */
export interface AuthorizationRequest {
  readonly org: Org;
  readonly server: ServerView;
  readonly artifacts: Artifacts;
  readonly endpoint: 'authorize' | 'par';
  /** Each under its name, without empty ones; of what came twice the last. */
  parameters: Record<string, string>;
  /** Names of parameters that came more than once. */
  readonly repeated: readonly string[];
  /** The requesting app, once a check has found it. */
  client?: { readonly app: App; readonly oauth: OAuthClientSettings };
}

/** RFC 6749, section 3.1: a parameter without a value is treated as absent. */
export function parametersOf(given: URLSearchParams): Pick<AuthorizationRequest, 'parameters' | 'repeated'> {
  const names = [...given.keys()];
  return {
    parameters: Object.fromEntries([...given].filter(([, value]) => value !== '')),
    repeated: [...new Set(names.filter((name, index) => names.indexOf(name) !== index))],
  };
}

/** The parameter that marks a request for an access token alone, which is passed to oidc-provider as a request for a code. */
export const tokenAlone = 'okta_token_alone';

/** The parameter that identifies the pushed request, which expires when the app gets its response. */
export const pushedId = 'okta_pushed';

export const listOf = (text: string | undefined): string[] => [
  ...new Set((text ?? '').split(' ').filter((part) => part !== '')),
];

/** `code id_token`, in any order. */
export const responseTypeOf = ({ parameters }: AuthorizationRequest): string =>
  listOf(parameters.response_type).sort().join(' ');

/** Whether tokens come from the authorization endpoint itself. */
export const isFrontChannel = (request: AuthorizationRequest): boolean =>
  listOf(request.parameters.response_type).some((type) => type === 'token' || type === 'id_token');
