import { z } from 'zod';
import { assistantVariables } from './assistant-variables.ts';
import { operationsVariables } from './operations-variables.ts';
import { bareUrl, flag, list, optionalText, orgUrl, privateKey, text, withoutPath } from './readers.ts';
import { widgetVariables } from './widget-variables.ts';

/** One environment variable: how it is described to people and how its text is read. */
export interface Variable<T = unknown> {
  /** What it controls, in one sentence; the comment in `.env.example`. */
  meaning: string;
  /** An example value, shown when there is no default. */
  example?: string;
  /** Its value when absent, as shown to people. */
  default?: string;
  /** True when it must not appear on a screen or in a log. */
  secret?: boolean;
  /** Parses the text; an absent or empty variable is `undefined`. */
  schema: z.ZodType<T>;
}

const personScopes = 'openid,profile,email,offline_access,products:read,orders:create';
const adminScopes =
  'openid,profile,email,products:read,orders:create,orders:read,orders:update,products:update';
const o4oScopes =
  'okta.users.read,okta.users.manage,okta.groups.read,okta.authorizationServers.read,okta.policies.read,okta.eventHooks.read';
const selfScopes = 'okta.users.read.self,okta.users.manage.self';

/** Every variable the application reads, in the order in which `.env.example` shows them. */
export const variables = {
  APP_URL: {
    meaning: "The shop's address. Redirect URIs in the org begin with it.",
    default: 'http://localhost:5000',
    schema: bareUrl
      .refine((value) => !URL.canParse(value) || new URL(value).pathname === '/', {
        error: ({ input }) => withoutPath(input),
      })
      .default('http://localhost:5000'),
  },
  PORT: {
    meaning:
      'The port to listen on, if it differs from the port in APP_URL (behind a proxy or in a container).',
    example: '5000',
    schema: z
      .string()
      .regex(/^\d{1,5}$/, 'must be a number from 0 to 65535')
      .transform(Number)
      .refine((port) => port <= 65535, { error: 'must be a number from 0 to 65535' })
      .optional(),
  },
  SECRET_KEY: {
    meaning: 'Signs the session cookie. `multidemo init` and `serve` generate one if it is missing.',
    example: 'at least sixteen characters that no one can guess',
    secret: true,
    schema: text.min(16, 'must have at least 16 characters; delete the line to have one generated'),
  },
  THEME: {
    meaning: 'The name of a theme in themes/, or a path to a theme folder.',
    default: 'default',
    schema: text.default('default'),
  },
  THEME_URI: {
    meaning: 'The public address of a theme; takes precedence over THEME.',
    example: 'https://example.com/my-theme',
    schema: bareUrl.optional(),
  },
  OKTA_BASE_URL: {
    meaning: "The Okta org's URL.",
    example: 'https://dev-123456.okta.com',
    schema: orgUrl,
  },
  OKTA_ISSUER: {
    meaning: 'The issuer of the custom authorization server whose tokens the API accepts.',
    example: 'https://dev-123456.okta.com/oauth2/aus1a2b3c4d5e6f7g8h9',
    schema: orgUrl,
  },
  OKTA_CLIENT_ID: {
    meaning: 'Client ID of the web application.',
    example: '0oa1a2b3c4d5e6f7g8h9',
    schema: text,
  },
  OKTA_CLIENT_SECRET: {
    meaning: 'Client secret of the web application.',
    example: 'copied from the application in the Admin Console',
    secret: true,
    schema: text,
  },
  OKTA_AUDIENCE: {
    meaning: "The authorization server's audience, the `aud` of access tokens (default: APP_URL).",
    example: 'http://localhost:5000',
    schema: optionalText,
  },
  OKTA_API_KEY: {
    meaning: "An API token (SSWS) for the shop's own calls to the org.",
    example: 'create one under Security > API > Tokens',
    secret: true,
    schema: optionalText,
  },
  OKTA_API_CLIENT_ID: {
    meaning: 'Instead of OKTA_API_KEY: client ID of a service app that authenticates with a private key.',
    example: '0oa1a2b3c4d5e6f7g8h9',
    schema: optionalText,
  },
  OKTA_API_PRIVATE_KEY: {
    meaning: "The service app's private key: a JWK as JSON, or PEM with \\n for line breaks.",
    example: '{"kty":"RSA","kid":"…"}',
    secret: true,
    schema: privateKey,
  },
  OKTA_SCOPES: {
    meaning: 'Scopes requested when a user signs in.',
    default: personScopes,
    schema: list(personScopes),
  },
  OKTA_ADMIN_SCOPES: {
    meaning: 'Scopes requested when an admin opens the Admin pages.',
    default: adminScopes,
    schema: list(adminScopes),
  },
  OKTA_O4O_SCOPES: {
    meaning:
      "Okta's own scopes for Admin > Users, requested from the org authorization server (OAuth for Okta).",
    default: o4oScopes,
    schema: list(o4oScopes),
  },
  OKTA_SELF_SCOPES: {
    meaning:
      "Okta's own scopes for Profile and Apps, which use the user's own token for the user's own data.",
    default: selfScopes,
    schema: list(selfScopes),
  },
  OKTA_STEP_UP: {
    meaning:
      'How the second factor for approving an order is requested: `factors` by the shop with the Factors API, `acr` by Okta with acr_values (RFC 9470), `both` to choose on the page.',
    default: 'both',
    schema: z.enum(['factors', 'acr', 'both'], { error: 'must be factors, acr or both' }).default('both'),
  },
  OKTA_PAR: {
    meaning:
      'Sends authorization requests to Okta in advance (pushed authorization requests, RFC 9126); the browser carries only a reference.',
    default: 'false',
    schema: flag(false),
  },
  OKTA_DPOP: {
    meaning:
      'Binds tokens to a key (DPoP, RFC 9449), so that a stolen token is useless. The app in Okta must require it.',
    default: 'false',
    schema: flag(false),
  },
  OKTA_SERVICE_CLIENT_ID: {
    meaning: 'Client ID of the service app that `multidemo orders fulfil` runs as.',
    example: '0oa1a2b3c4d5e6f7g8h9',
    schema: optionalText,
  },
  OKTA_SERVICE_CLIENT_SECRET: {
    meaning: 'Client secret of that service app.',
    example: 'copied from the service app in the Admin Console',
    secret: true,
    schema: optionalText,
  },
  OKTA_TV_CLIENT_ID: {
    meaning: 'Client ID of the native app with the device grant; offers "Sign in on a TV".',
    example: '0oa1a2b3c4d5e6f7g8h9',
    schema: optionalText,
  },
  OKTA_EVENT_HOOK_SECRET: {
    meaning: "What Okta's event hook sends in its Authorization header.",
    example: 'the same value as in the event hook',
    secret: true,
    schema: optionalText,
  },
  OKTA_TOKEN_HOOK_SECRET: {
    meaning: "What Okta's token inline hook sends in its Authorization header.",
    example: 'the same value as in the inline hook',
    secret: true,
    schema: optionalText,
  },
  FF_DEVELOPER: { meaning: 'Shows the developer portal.', default: 'false', schema: flag(false) },
  FF_DEVELOPER_CC_POLICY_ID: {
    meaning: 'The access policy that the portal adds client-credentials clients to.',
    example: '00p1a2b3c4d5e6f7g8h9',
    schema: optionalText,
  },
  FF_DEVELOPER_PKCE_POLICY_ID: {
    meaning: 'The access policy that the portal adds PKCE clients to.',
    example: '00p1a2b3c4d5e6f7g8h9',
    schema: optionalText,
  },
  OKTA_SAMPLE_SAML_APP: {
    meaning:
      "The key (exk…) of the sample third-party app's SAML integration, as in its metadata URL; lets it sign users in with SAML.",
    example: 'exk1a2b3c4d5e6f7g8h9',
    schema: optionalText,
  },
  SAMPLE_APP_URL: {
    meaning:
      "The address of the developer portal's sample third-party app. `serve` runs it on a separate port.",
    example: 'http://localhost:5005',
    schema: bareUrl
      .refine((value) => !URL.canParse(value) || new URL(value).pathname === '/', {
        error: ({ input }) => withoutPath(input),
      })
      .optional(),
  },
  FF_PORTFOLIO: {
    meaning: 'Shows the portfolio with granted consents.',
    default: 'false',
    schema: flag(false),
  },
  FF_PORTFOLIO_CLIENT_GROUP: {
    meaning: 'The group whose members may use PKCE clients created in the portal.',
    example: '00g1a2b3c4d5e6f7g8h9',
    schema: optionalText,
  },
  FF_EVENTS: {
    meaning: 'Shows the events received from the event hook.',
    default: 'false',
    schema: flag(false),
  },
  FF_EVENTS_HOOK_ID: {
    meaning: 'The event hook whose deliveries the Events page shows.',
    example: 'who1a2b3c4d5e6f7g8h9',
    schema: optionalText,
  },
  FF_TOKEN_HOOK: {
    meaning:
      'The org asks the shop for the claim `loyalty` before it signs tokens (a token inline hook), and Admin > Token hook shows the last call.',
    default: 'false',
    schema: flag(false),
  },
  FF_FULFILMENT: {
    meaning:
      "The shop's API asks a second API, the fulfilment service, for the delivery date of each order, with an exchanged token.",
    default: 'false',
    schema: flag(false),
  },
  FULFILMENT_URL: {
    meaning: 'The address of the fulfilment service. `serve` runs it on a free port of this machine.',
    example: 'http://127.0.0.1:5010',
    schema: bareUrl.optional(),
  },
  OKTA_FULFILMENT_ISSUER: {
    meaning: "The issuer of the fulfilment service's authorization server.",
    example: 'https://dev-123456.okta.com/oauth2/aus9h8g7f6e5d4c3b2a1',
    schema: orgUrl.optional(),
  },
  OKTA_FULFILMENT_CLIENT_ID: {
    meaning: "Client ID of the service app that the shop's API uses to exchange tokens.",
    example: '0oa1a2b3c4d5e6f7g8h9',
    schema: optionalText,
  },
  OKTA_FULFILMENT_CLIENT_SECRET: {
    meaning: 'Client secret of that service app.',
    example: 'copied from the service app in the Admin Console',
    secret: true,
    schema: optionalText,
  },
  ...assistantVariables,
  OKTA_GOOGLE_IDP: {
    meaning: 'The identity provider behind "Sign in with Google" on the social page.',
    example: '0oa1a2b3c4d5e6f7g8h9',
    schema: optionalText,
  },
  OKTA_FACEBOOK_IDP: {
    meaning: 'The identity provider behind "Sign in with Facebook" on the social page.',
    example: '0oa1a2b3c4d5e6f7g8h9',
    schema: optionalText,
  },
  OKTA_SAML_IDP: {
    meaning: 'A SAML 2.0 identity provider that gets its own button on the social page.',
    example: '0oa1a2b3c4d5e6f7g8h9',
    schema: optionalText,
  },
  OKTA_IDP_REQUEST_CONTEXT: {
    meaning: 'Where the Classic engine sends users after IdP discovery: the path of the app link in the org.',
    example: '/home/oidc_client/0oa1a2b3c4d5e6f7g8h9/aln177a159h7Zf52X0g8',
    schema: text.startsWith('/', 'must be a path in the org that begins with /').optional(),
  },
  ...widgetVariables,
  ...operationsVariables,
} satisfies Record<string, Variable>;

export type VariableName = keyof typeof variables;
