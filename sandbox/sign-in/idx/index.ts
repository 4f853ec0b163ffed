import type { Context, Middleware } from 'koa';
import { readJson } from '../../http/body.ts';
import { renderProblem } from '../../oauth/error-page.ts';
import type { WaitingSignIns } from '../../idps/federation.ts';
import type { OAuth } from '../../oauth/index.ts';
import type { Org } from '../../org/org.ts';
import { type IdentityProviders, noIdentityProviders } from './identity-providers.ts';
import { FederatedSignIns } from './federated.ts';
import { HostedSignIns } from './hosted.ts';
import { interact } from './interact.ts';
import { type Message, Refusal, refuse, say } from './messages.ts';
import { presentTransaction } from './present.ts';
import { continueSession } from './single-sign-on.ts';
import { steps } from './steps/index.ts';
import type { Body } from './steps/step.ts';
import { appOfRequest, type Transaction, Transactions } from './transactions.ts';
import { type Services, Turn } from './turn.ts';
import { withFieldMessages } from './wire.ts';

const ion = 'application/ion+json; okta-version=1.0.0';

/**
 * The sign-in of the Identity Engine: `/interact`, `/idp/idx/…` and the links in its mails.
 * @see https://developer.okta.com/docs/concepts/interaction-code/
 */
export class Idx {
  readonly #services: Services;

  constructor(org: Org, oauth: OAuth, identityProviders: IdentityProviders = noIdentityProviders) {
    this.#services = { org, oauth, transactions: new Transactions(org), identityProviders };
  }

  /** Its transactions, to which identity providers respond. */
  get signIns(): WaitingSignIns {
    return new FederatedSignIns(this.#services);
  }

  /** Those of the org's own page. */
  get hosted(): HostedSignIns {
    return new HostedSignIns(this.#services);
  }

  /** Answers what belongs to the sign-in and leaves the rest to the next. */
  middleware(): Middleware {
    return async (ctx, next) => {
      const interactAt = /^\/oauth2(?:\/([^/]+))?\/v1\/interact$/.exec(ctx.path);
      const mailLink = /^\/email\/verify\/(\w+)$/.exec(ctx.path);
      if (interactAt && ctx.method === 'POST')
        await interact(this.#services, ctx, this.#serverIdOf(interactAt[1]));
      else if (ctx.path.startsWith('/idp/idx/') && ctx.method === 'POST')
        await answer(this.#services, ctx, ctx.path.slice('/idp/idx/'.length));
      else if (mailLink?.[1] !== undefined && ctx.method === 'GET')
        followMailLink(this.#services, ctx, mailLink[1]);
      else await next();
    };
  }

  /** @throws OktaError 404 */
  #serverIdOf(id: string | undefined): string {
    return this.#services.oauth.view(id ?? 'org').id;
  }
}

async function answer(services: Services, ctx: Context, action: string): Promise<void> {
  const body = ((await readJson(ctx.req)) ?? {}) as Body;
  const transaction = find(services, action, body);
  if (transaction === undefined || !isAbout(services.org, transaction)) {
    // auth-js throws a blank error when a failed introspect is Ion.
    send(ctx, 401, failure(say.expired), action === 'introspect' ? 'application/json' : ion);
    return;
  }
  const turn = new Turn(services, ctx, transaction);
  if (action.endsWith('/poll') && !Object.hasOwn(steps[transaction.step].actions, action)) {
    // The link in the mail has continued in another tab what this page waits for; or its own code has overtaken its poll.
    if (transaction.isInNewTab || transaction.step === 'success')
      send(ctx, 200, presentTransaction(turn, { remediations: [] }, [say.movedToNewTab]));
    else show(turn, 200);
    return;
  }
  try {
    await act(turn, action, body);
    show(turn, 200);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    show(turn, error.status, error);
  }
}

/** If an administrator has removed the app or the user in the meantime, the sign-in ends. */
function isAbout(org: Org, { request, userId }: Transaction): boolean {
  const app = appOfRequest(org, request);
  const hasApp = app === undefined || (app !== 'gone' && app.status === 'ACTIVE');
  return hasApp && (userId === undefined || org.users.get(userId) !== undefined);
}

function find({ transactions }: Services, action: string, body: Body) {
  const { interactionHandle, stateHandle, stateToken } = body;
  if (action === 'introspect' && typeof interactionHandle === 'string')
    return transactions.byInteractionHandle(interactionHandle);
  const handle = stateHandle ?? stateToken;
  return typeof handle === 'string' ? transactions.get(handle) : undefined;
}

async function act(turn: Turn, action: string, body: Body): Promise<void> {
  if (action === 'introspect') {
    await continueSession(turn);
    return;
  }
  if (action === 'cancel') {
    cancel(turn);
    return;
  }
  const step = turn.transaction.step;
  const handle = Object.hasOwn(steps[step].actions, action) ? steps[step].actions[action] : undefined;
  if (handle === undefined) throw refuse(say.notAllowed, 400);
  await handle(turn, body);
}

/** Everything from the start, under the same handles, and without the session that the browser has. */
function cancel(turn: Turn): void {
  turn.change({
    request: { ...turn.transaction.request, maxAge: 0, loginHint: undefined },
    flow: 'SIGN_IN',
    step: 'identify',
    identifier: undefined,
    userId: undefined,
    proofs: [],
    current: undefined,
    messages: undefined,
    skipsOptional: undefined,
    idpId: undefined,
    isInNewTab: undefined,
  });
}

function show(turn: Turn, status: number, refusal?: Refusal): void {
  const screen = steps[turn.transaction.step].show(turn);
  const [first, ...others] = screen.remediations;
  const remediations =
    refusal && first
      ? [
          { ...first, ...(first.value && { value: withFieldMessages(first.value, refusal.fields) }) },
          ...others,
        ]
      : screen.remediations;
  const messages: readonly Message[] = refusal?.form ?? turn.transaction.messages ?? [];
  send(turn.ctx, status, presentTransaction(turn, { ...screen, remediations }, messages));
}

function send(ctx: Context, status: number, body: object, type = ion): void {
  ctx.status = status;
  ctx.set('content-type', type);
  ctx.body = JSON.stringify(body);
}

const failure = (message: Message): object => ({
  version: '1.0.0',
  messages: { type: 'array', value: [message] },
});

/** The link in an email returns the code to the app, which continues the sign-in: `?otp=…&state=…`. */
function followMailLink({ org, transactions }: Services, ctx: Context, challengeId: string): void {
  const challenge = org.challenges.get(challengeId);
  const transaction = transactions.byChallenge(challengeId);
  if (!challenge?.code || !transaction || org.challenges.resultOf(challenge) !== 'WAITING') {
    renderProblem(
      ctx,
      400,
      'idx.return.link.expired',
      'This email link has expired. To resend it, return to the screen where you requested it.',
    );
    return;
  }
  transactions.update(transaction, { isInNewTab: true });
  const target = new URL(transaction.request.redirectUri);
  target.searchParams.set('otp', challenge.code);
  if (transaction.request.state !== undefined) target.searchParams.set('state', transaction.request.state);
  ctx.redirect(target.href);
}
