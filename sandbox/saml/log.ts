import type { Context } from 'koa';
import type { App } from '../org/apps/model.ts';
import type { User } from '../org/kernel/model.ts';
import { appParty, userParty } from '../org/log/parties.ts';
import type { Org } from '../org/org.ts';
import { callerOf } from '../sign-in/log.ts';

/** What happened between a person, an app and the org. */
export interface SamlEvent {
  readonly eventType:
    'user.authentication.sso' | 'user.authentication.slo' | 'app.generic.unauth_app_access_attempt';
  readonly app: App;
  readonly user?: User | undefined;
  readonly refusal?: string | undefined;
  readonly debugData?: Readonly<Record<string, unknown>>;
}

/** Writes it to the System Log; without a person the app is the actor. */
export function logSaml(
  org: Org,
  ctx: Context,
  { eventType, app, user, refusal, debugData }: SamlEvent,
): void {
  const { client, id } = callerOf(ctx);
  org.log.write({
    eventType,
    actor: user ? userParty(user) : appParty(app),
    targets: [appParty(app)],
    client,
    requestId: id,
    debugData: { signOnMode: 'SAML 2.0', ...debugData },
    ...(refusal !== undefined && { outcome: { result: 'FAILURE', reason: refusal } }),
  });
}
