import type { Context } from 'koa';
import type { Federation } from '../idps/federation.ts';
import type { Interaction, OAuth } from '../oauth/index.ts';
import type { Org } from '../org/org.ts';
import type { HostedSignIns } from '../sign-in/idx/hosted.ts';

/** What the pages of a sign-in work with. */
export interface PageParts {
  readonly org: Org;
  readonly oauth: OAuth;
  readonly federation: Federation;
  readonly hosted: HostedSignIns;
  readonly ctx: Context;
}

/** The same, with the authorization request that waits for the person. */
export interface WaitingRequest extends PageParts {
  readonly interaction: Interaction;
  readonly serverId: string;
}
