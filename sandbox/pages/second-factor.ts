import { z } from 'zod';
import { readForm } from '../http/form.ts';
import { act, type HostedView, pollPush, Refusal, viewOf } from '../sign-in/idx/hosted.ts';
import type { Turn } from '../sign-in/idx/turn.ts';
import { sessionOf } from '../sign-in/session.ts';
import { renderPage } from './render.ts';
import { resume } from './resume.ts';
import type { Step } from './sign-in.ts';

/** Okta's name for what it keeps of a sign-in that is under way. */
const stateCookie = 'oktaStateToken';

const form = z.object({
  choice: z.string().max(200).optional(),
  code: z.string().trim().max(200).optional(),
  go: z.enum(['again', 'other', 'cancel']).optional(),
});

/**
 * The page after the password: a push with its number, a code, a question. A page that waits for a push asks, as JSON,
 * whether there is anything new; the answer is a redirect once the sign-in is strong enough.
 */
export async function secondFactor(step: Step): Promise<void> {
  const { ctx } = step;
  try {
    const turn = await turnOf(step);
    if (turn === undefined) return;
    if (ctx.method === 'POST') {
      const input = form.parse(await readForm(ctx));
      if (input.go === 'cancel') {
        await giveUp(step);
        return;
      }
      await act(turn, input);
      await show(step, turn);
    } else if (ctx.accepts('html', 'json') === 'json') {
      ctx.body = { news: await pollPush(turn).catch(() => true) };
    } else {
      await pollPush(turn);
      await show(step, turn);
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await show(step, await turnOf(step), error);
  }
}

/** The transaction of this browser and interaction, begun from the org's session when there is none. */
async function turnOf(step: Step): Promise<Turn | undefined> {
  const { org, hosted, ctx, interaction, serverId } = step;
  const { uid, params } = interaction;
  const known = hosted.resume(ctx, ctx.cookies.get(stateCookie), uid);
  if (known) return known;
  const session = sessionOf(org, ctx);
  if (session === undefined) {
    await giveUp(step, 'The session has ended. Sign in again.');
    return undefined;
  }
  const turn = await hosted.begin(ctx, session, {
    serverId,
    clientId: String(params.client_id),
    // Where the link of a mail leads.
    redirectUri: `${org.url}${pathOf(step)}`,
    scope: String(params.scope),
    acrValues: typeof params.acr_values === 'string' ? params.acr_values : undefined,
    hosted: uid,
  });
  const cookie = { httpOnly: true, sameSite: 'lax', path: pathOf(step), overwrite: true } as const;
  ctx.cookies.set(stateCookie, turn.transaction.id, cookie);
  return turn;
}

const pathOf = ({ serverId, interaction }: Step): string => `/signin/${serverId}/${interaction.uid}`;

async function show(step: Step, turn: Turn | undefined, refusal?: Refusal): Promise<void> {
  const { org, ctx, interaction } = step;
  const view: HostedView = turn ? viewOf(turn) : { kind: 'impossible' };
  if (turn && view.kind === 'done') {
    await finish(step, turn);
    return;
  }
  if (refusal) ctx.status = refusal.status;
  const { otp } = ctx.query;
  renderPage(ctx, 'second-factor.njk', {
    title: 'Verify it’s you',
    orgName: org.name,
    appLabel: org.apps.byClientId(String(interaction.params.client_id))?.label ?? 'your app',
    login: turn?.user?.profile.login,
    problem: refusal?.message,
    otp: typeof otp === 'string' ? otp : undefined,
    isOver: refusal !== undefined && view.kind === 'push',
    view,
  });
}

/** The session is strong enough now: the authorization request goes on with it. */
async function finish({ org, ctx, interaction }: Step, turn: Turn): Promise<void> {
  const { id: accountId } = turn.requireUser();
  const session = org.sessions.get(turn.transaction.sessionId ?? '');
  if (session === undefined) throw new Error('A session that has just begun is there.');
  interaction.result = {
    login: {
      accountId,
      ts: Math.floor(Date.parse(session.authenticatedAt) / 1000),
      amr: [...session.amr],
      remember: session.persistent === true,
    },
  };
  await resume(ctx, interaction);
}

async function giveUp({ ctx, interaction }: Step, description = 'The resource owner denied the request.') {
  interaction.result = { error: 'access_denied', error_description: description };
  await resume(ctx, interaction);
}
