import type { Context } from 'koa';
import type { App } from '../org/apps/model.ts';
import type { Org } from '../org/org.ts';
import type { HostedSignIns } from '../sign-in/idx/hosted.ts';
import type { SamlSignIn, SamlSignIns } from './sign-ins.ts';

/** What the endpoints of SAML apps work with. */
export interface SamlParts {
  readonly org: Org;
  readonly hosted: HostedSignIns;
  readonly signIns: SamlSignIns;
}

/** One request of a sign-in. */
export interface SamlStep {
  readonly parts: SamlParts;
  readonly ctx: Context;
  readonly app: App;
  readonly signIn: SamlSignIn;
}

/** The cookie that ties a sign-in to its browser; each has its own, so that two tabs can sign in at a time. */
export const cookieOf = (signInId: string): string => `okta_saml-${signInId.slice(0, 8)}`;
