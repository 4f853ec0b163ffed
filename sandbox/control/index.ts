import type { Context, Middleware } from 'koa';
import { isOfThisMachine } from '../../shared/this-machine.ts';
import { z } from 'zod';
import { operationsOf } from '../api/kernel/operations.ts';
import { parseBody } from '../api/kernel/validate.ts';
import { readJson } from '../http/body.ts';
import { accessDenied, notFound, OktaError } from '../org/kernel/errors.ts';
import type { UniversalLogoutSettings } from '../org/apps/model.ts';
import { userParty } from '../org/log/parties.ts';
import type { Org } from '../org/org.ts';
import { orgServerId } from '../org/servers/signing-keys.ts';
import { applySeed } from '../seed/apply.ts';
import { exportSeed } from '../seed/export.ts';
import { parseSeed, SeedError } from '../seed/read.ts';
import { callerOf } from '../sign-in/log.ts';
import type { MovableClock } from './clock.ts';
import { type Faults, faultsSchema } from './faults.ts';
import type { Inbox } from './inbox.ts';
import type { SeenRequests } from './requests.ts';
import type { Snapshots } from './snapshots.ts';

const prefix = '/__sandbox/';

/** Requests of the control API are not the org's. */
export const isControl = (path: string): boolean => path.startsWith(prefix);

interface Controlled {
  readonly org: Org;
  readonly clock: MovableClock;
  readonly faults: Faults;
  readonly inbox: Inbox;
  readonly requests: SeenRequests;
  readonly snapshots: Snapshots;
  /** Lets other machines in. */
  readonly trustNetwork: boolean;
}

type Handler = (controlled: Controlled, body: unknown, ctx: Context) => unknown;

/** What the control API does, by method and path. Okta has nothing of the kind. */
const handlers: Readonly<Record<string, Handler>> = {
  'POST reset': ({ org }) => {
    org.reset();
  },
  'GET seed': ({ org }) => exportSeed(org),
  'POST seed': async ({ org }, body) => {
    await seedAnew(org, body);
  },
  'GET faults': ({ faults }) => faults.settings,
  'PUT faults': ({ faults }, body) => {
    faults.set(parseBody(faultsSchema, body, 'faults'));
    return faults.settings;
  },
  'GET clock': ({ org, clock }) => ({ now: org.now(), offsetSeconds: clock.offset / 1000 }),
  'PUT clock': ({ org, clock }, body) => {
    const { offsetSeconds } = parseBody(z.strictObject({ offsetSeconds: z.number() }), body, 'clock');
    clock.setOffset(offsetSeconds * 1000);
    return { now: org.now(), offsetSeconds };
  },
  // What an administrator sets in the Admin Console: Applications > the app > Sign On > Logout.
  'PUT universal-logout': ({ org }, body) => {
    const { clientId, ...settings } = parseBody(universalLogoutSchema, body, 'universalLogout');
    setUniversalLogout(org, clientId, settings);
  },
  // Directory > People > the user > Clear user sessions, with the apps.
  'POST universal-logout': ({ org }, body, ctx) => {
    const { userId } = parseBody(z.strictObject({ userId: z.string() }), body, 'universalLogout');
    org.universalLogout.logOut(org.users.require(userId), callerOf(ctx), userParty(org.administrator));
  },
  // An event that nothing in the org caused, to try an event hook with.
  'POST log': ({ org }, body, ctx) => {
    const { eventType, user } = parseBody(logSchema, body, 'event');
    const target = user === undefined ? undefined : org.users.require(user);
    const event = org.log.write({
      eventType,
      actor: userParty(org.administrator),
      targets: target ? [userParty(target)] : [],
      client: callerOf(ctx).client,
    });
    return { id: event.id, eventType, hooks: org.eventHooks.listeningTo(event).map(({ name }) => name) };
  },
  'GET messages': async ({ inbox }, _body, { query }) => {
    const { wait, ...wanted } = parseBody(messagesSchema, { ...query }, 'messages');
    if (wait !== undefined && wait > 0) await inbox.wait(wanted, wait);
    return inbox.all(wanted);
  },
  'POST push': ({ inbox }, body) => {
    inbox.answerPush(parseBody(pushSchema, body, 'push'));
  },
  'GET requests': ({ requests }) => requests.all(),
  'DELETE requests': ({ requests }) => {
    requests.clear();
  },
  'POST snapshots': ({ snapshots }) => ({ id: snapshots.take() }),
  'POST snapshots/restore': ({ snapshots }, body) => {
    snapshots.restore(parseBody(z.strictObject({ id: z.string() }), body, 'snapshot').id);
  },
  'POST keys/rotate': ({ org }, body) => {
    const schema = z.strictObject({ server: z.string().default(orgServerId) });
    const { server } = parseBody(schema, body, 'keys');
    if (server !== orgServerId) org.authorizationServers.require(server);
    org.transaction(() => org.signingKeys.rotate(server));
    return { kid: org.signingKeys.active(server).id };
  },
};

const messagesSchema = z.strictObject({
  to: z.string().optional(),
  channel: z.enum(['EMAIL', 'SMS', 'PUSH']).optional(),
  after: z.string().optional(),
  /** Milliseconds. */
  wait: z.coerce.number().int().min(0).max(30_000).optional(),
});

const pushSchema = z.strictObject({
  user: z.string(),
  answer: z.enum(['approve', 'decline']),
  number: z.number().int().optional(),
});

const logSchema = z.strictObject({
  eventType: z
    .string()
    .regex(/^[a-z_\d]+(\.[a-z_\d]+)+$/, 'An event type consists of words separated by periods'),
  user: z.string().optional(),
});

const universalLogoutSchema = z.strictObject({
  clientId: z.string(),
  endpoint: z.url({ protocol: /^https?$/ }),
  subject: z.enum(['iss_sub', 'email']).default('iss_sub'),
  supportType: z.enum(['FULL', 'PARTIAL']).default('FULL'),
});

/** Lets an app take part in Universal Logout. @throws OktaError 404 */
export function setUniversalLogout(
  org: Org,
  clientId: string,
  universalLogout: UniversalLogoutSettings,
): void {
  const app = org.apps.byClientId(clientId);
  if (app === undefined) throw notFound(clientId, 'PublicClientApp');
  org.transaction(() => org.apps.update(app, { rest: { ...app.rest, universalLogout } }));
}

/** Empties the org and fills it from a seed; a seed that is refused leaves it empty. */
async function seedAnew(org: Org, body: unknown): Promise<void> {
  try {
    const seed = parseSeed(body);
    org.reset();
    await applySeed(org, operationsOf(org), seed);
  } catch (error) {
    if (!(error instanceof SeedError)) throw error;
    org.reset();
    throw new OktaError(400, 'E0000001', 'Api validation failed: seed', error.problems);
  }
}

/** The control API, for this machine only. */
export function controlApi(controlled: Controlled): Middleware {
  return (ctx, next) => (isControl(ctx.path) ? control(controlled, ctx) : next());
}

async function control(controlled: Controlled, ctx: Context): Promise<void> {
  refuseStrangers(ctx, controlled.trustNetwork);
  const handle = handlers[`${ctx.method} ${ctx.path.slice(prefix.length)}`];
  if (!handle) throw notFound(ctx.path, 'Control');
  const answer = await handle(controlled, await readJson(ctx.req), ctx);
  if (answer === undefined) ctx.status = 204;
  else ctx.body = answer;
}

/**
 * Who may reset an org? Programs on this machine: no other address, no page in a browser (it sends Origin), and no
 * foreign name that leads here (DNS rebinding).
 */
function refuseStrangers(ctx: Context, trustNetwork: boolean): void {
  if (!(trustNetwork || isOfThisMachine(ctx)) || ctx.get('Origin') !== '') throw accessDenied();
}
