import { z } from 'zod';
import { anyObject, optional, parseBody, text } from '../kernel/validate.ts';

/** The sign-on modes that Okta has. */
const signOnMode = z.enum([
  'OPENID_CONNECT',
  'SAML_2_0',
  'SAML_1_1',
  'WS_FEDERATION',
  'BOOKMARK',
  'AUTO_LOGIN',
  'BASIC_AUTH',
  'BROWSER_PLUGIN',
  'SECURE_PASSWORD_STORE',
]);

/** What every app has, whatever its sign-on mode. */
const appSchema = z.object({
  name: optional(text(255)),
  label: text(100),
  signOnMode,
  status: optional(z.enum(['ACTIVE', 'INACTIVE'])),
  accessibility: optional(
    z.object({
      selfService: optional(z.boolean()),
      errorRedirectUrl: optional(z.string().max(1024)),
      loginRedirectUrl: optional(z.string().max(1024)),
    }),
  ),
  visibility: optional(
    z.object({
      autoLaunch: optional(z.boolean()),
      autoSubmitToolbar: optional(z.boolean()),
      hide: optional(z.object({ iOS: optional(z.boolean()), web: optional(z.boolean()) })),
      appLinks: optional(z.record(z.string(), z.boolean())),
    }),
  ),
  features: optional(z.array(z.string())),
  credentials: optional(
    z.looseObject({
      userNameTemplate: optional(
        z.object({
          template: z.string().max(1024),
          type: optional(z.enum(['NONE', 'BUILT_IN', 'CUSTOM'])),
          suffix: optional(z.string()),
          userSuffix: optional(z.string()),
          pushStatus: optional(z.string()),
        }),
      ),
      scheme: optional(z.string()),
      userName: optional(z.string()),
      revealPassword: optional(z.boolean()),
      password: optional(z.object({ value: optional(z.string()) })),
      oauthClient: optional(z.unknown()),
      signing: optional(z.looseObject({ kid: optional(z.string()) })),
    }),
  ),
  profile: optional(anyObject),
  settings: optional(
    z.looseObject({
      app: optional(anyObject),
      notifications: optional(anyObject),
      manualProvisioning: optional(z.boolean()),
      implicitAssignment: optional(z.boolean()),
      notes: optional(z.object({ admin: optional(z.string()), enduser: optional(z.string()) })),
      signOn: optional(
        z.looseObject({ spCertificate: optional(z.looseObject({ x5c: optional(z.array(z.string())) })) }),
      ),
      oauthClient: optional(z.unknown()),
    }),
  ),
});

export type AppInput = z.infer<typeof appSchema>;

export const parseApp = (body: unknown): AppInput => parseBody(appSchema, body, 'app');
