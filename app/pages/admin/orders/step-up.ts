import type Router from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import { UnreachableError } from '../../../outgoing/http.ts';
import { oktaForShop } from '../../../okta/client.ts';
import type { OktaClient } from '../../../okta/client.ts';
import { OktaRefused } from '../../../okta/errors.ts';
import {
  cancelChallenge,
  checkCode,
  pollChallenge,
  readFactors,
  startChallenge,
} from '../../../okta/factors.ts';
import type { Factor } from '../../../okta/factors.ts';
import { decideStepUp } from '../../../okta/step-up.ts';
import { twoFactors } from '../../../shop/approval.ts';
import { limit } from '../../../site/limit.ts';
import type { StepUp, StepUpKey } from '../../../store/step-ups.ts';
import type { Uses } from '../../services.ts';
import type { AdminServices } from '../guard.ts';
import { forAdmins } from '../guard.ts';
import type { Admin } from '../guard.ts';

/** Milliseconds that a challenge is valid if Okta does not say: its own default for push. */
const usualLifetime = 5 * 60_000;

const begin = z.object({
  factor: z.string().min(1).max(100),
  status: z.enum(['complete', 'declined']).default('complete'),
});
const typed = z.object({
  code: z
    .string()
    .trim()
    .regex(/^\d{6,8}$/),
});

/** What a step-up needs. */
export type StepUpServices = AdminServices & Uses<'store' | 'orders' | 'now'>;

/**
 * Step-up with the Factors API, for the script of the orders page. Each request from the page polls Okta once,
 * and the page repeats it until there is a result, so the server never waits for a user.
 */
export function stepUpRoutes(router: Router, services: StepUpServices): void {
  const { store, now } = services;
  /** The requests in progress, by what they are for. Two tabs at once get one push. */
  const starting = new Map<string, Promise<StepUp>>();

  router.get(
    '/admin/step-up/factors',
    forAdmins(services, (ctx, { person }) =>
      withShop(ctx, services, async (client) => {
        ctx.body = decideStepUp(await readFactors(client, person.id));
      }),
    ),
  );

  router.post(
    '/admin/orders/:id/step-up',
    forAdmins(services, (ctx, { person }) =>
      withShop(ctx, services, async (client) => {
        const { factor: factorId, status } = begin.parse(ctx.request.body);
        const { id } = ctx.params as { id: string };
        const order = await store.orders.find(id);
        const { factors } = decideStepUp(await readFactors(client, person.id));
        const factor = factors.find((one) => one.id === factorId);
        if (!order || !factor) return ctx.throw(404);
        if (order.status !== 'pending') {
          ctx.body = { state: 'settled', order: order.status };
          return;
        }
        const key = { order_id: id, user_id: person.id, factor_id: factorId, outcome: status };
        const name = Object.values(key).join(' ');
        const start = starting.get(name) ?? startStepUp(key, client, factor);
        starting.set(name, start);
        ctx.body = presentStepUp(await start.finally(() => starting.delete(name)));
      }),
    ),
  );

  /** Joins the pending step-up, if there is one. */
  async function startStepUp(key: StepUpKey, client: OktaClient, factor: Factor): Promise<StepUp> {
    const waiting = await store.stepUps.waiting(key);
    if (waiting) return waiting;
    await limit(services, 'step-up', key.user_id);
    const started = await startChallenge(client, key.user_id, factor);
    return store.stepUps.open({
      ...key,
      kind: factor.kind,
      poll_url: started.pollUrl ?? null,
      number: started.number ?? null,
      expires_at: started.expiresAt ?? now() + usualLifetime,
    });
  }

  router.get(
    '/admin/step-up/:id',
    forAdmins(services, (ctx, admin) =>
      withShop(ctx, services, async (client) => {
        ctx.body = await advanceStepUp(services, client, await stepUpOf(ctx, services, admin));
      }),
    ),
  );

  router.post(
    '/admin/step-up/:id/code',
    forAdmins(services, (ctx, admin) =>
      withShop(ctx, services, async (client) => {
        const stepUp = await stepUpOf(ctx, services, admin);
        const given = typed.safeParse(ctx.request.body);
        if (!given.success) {
          ctx.body = { ...presentStepUp(stepUp), problem: 'Enter the six-digit code.' };
          return;
        }
        if (stepUp.state !== 'waiting' || stepUp.kind === 'push') return ctx.throw(409);
        try {
          await checkCode(client, admin.person.id, stepUp.factor_id, given.data.code);
        } catch (error) {
          if (!(error instanceof OktaRefused) || error.status === 429) throw error;
          ctx.body = { ...presentStepUp(stepUp), problem: error.message };
          return;
        }
        ctx.body = await complete(services, stepUp);
      }),
    ),
  );

  router.post(
    '/admin/step-up/:id/cancel',
    forAdmins(services, (ctx, admin) =>
      withShop(ctx, services, async (client) => {
        const stepUp = await stepUpOf(ctx, services, admin);
        const current = await store.stepUps.update(stepUp, { state: 'cancelled' });
        const isOurs = stepUp.state === 'waiting' && current.state === 'cancelled';
        if (isOurs && current.poll_url !== null) await cancelChallenge(client, current.poll_url);
        ctx.body = presentStepUp(current);
      }),
    ),
  );
}

/** Another user's step-up is not found. */
async function stepUpOf(ctx: Context, { store }: Uses<'store'>, { person }: Admin): Promise<StepUp> {
  const { id } = ctx.params as { id: string };
  return (await store.stepUps.find(id, person.id)) ?? ctx.throw(404);
}

/** Asks Okta once for the status of a push. A declined or expired push does not change the order. */
async function advanceStepUp(
  services: StepUpServices,
  client: OktaClient,
  stepUp: StepUp,
): Promise<Record<string, unknown>> {
  const { store, now } = services;
  if (stepUp.state !== 'waiting') return presentStepUp(stepUp);
  if (stepUp.poll_url === null) {
    if (stepUp.expires_at > now()) return presentStepUp(stepUp);
    return presentStepUp(await store.stepUps.update(stepUp, { state: 'timed-out' }));
  }
  const { state, number = stepUp.number } = await pollChallenge(client, stepUp.poll_url);
  if (state === 'approved') return complete(services, stepUp);
  return presentStepUp(await store.stepUps.update(stepUp, { state, number }));
}

/**
 * The factor was verified: that, in addition to the sign-in, settles the order. If several tabs try, one
 * succeeds and the others see the result; a step-up canceled in the meantime settles nothing.
 */
async function complete(
  { store, orders, now }: Uses<'store' | 'orders' | 'now'>,
  stepUp: StepUp,
): Promise<Record<string, unknown>> {
  const { state, order_id: id } = await store.stepUps.update(stepUp, { state: 'approved' });
  if (state !== 'approved') return presentStepUp({ ...stepUp, state });
  const settled = await orders.settle(id, stepUp.outcome, {
    by: 'person',
    acr: twoFactors,
    at: now(),
  });
  return {
    ...presentStepUp({ ...stepUp, state }),
    order: 'order' in settled ? settled.order.status : undefined,
  };
}

const presentStepUp = ({ id, kind, state, number, expires_at }: StepUp): Record<string, unknown> => ({
  id,
  kind,
  state,
  number,
  expiresAt: expires_at,
});

/** The shop requests the factor, so it uses its own credentials; Okta's errors are shown in its words. */
async function withShop(
  ctx: Context,
  services: Uses<'config' | 'outgoing'>,
  work: (client: OktaClient) => Promise<void>,
): Promise<void> {
  try {
    const client = await oktaForShop(services);
    if (client) await work(client);
    else problem(ctx, 501, 'The shop has no credentials for the Management API (OKTA_API_KEY).');
  } catch (error) {
    if (error instanceof OktaRefused) problem(ctx, 502, `Okta returned an error: ${error.message}`);
    else if (error instanceof UnreachableError) problem(ctx, 503, error.message);
    else if (error instanceof z.ZodError) problem(ctx, 400, 'The request is malformed.');
    else throw error;
  }
}

function problem(ctx: Context, status: number, detail: string): void {
  ctx.status = status;
  ctx.body = JSON.stringify({ title: 'Step-up failed', status, detail });
  ctx.type = 'application/problem+json';
}
