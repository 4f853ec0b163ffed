import { join } from 'node:path';
import Router from '@koa/router';
import { bodyParser } from '@koa/bodyparser';
import Koa, { type Context, type Middleware } from 'koa';
import nunjucks from 'nunjucks';
import * as oidc from 'openid-client';
import { Ledger, recordIncoming } from '../../exchange/index.ts';
import { openAttempt, takeAttempt } from '../auth/login-attempt.ts';
import { createClientSource } from '../auth/client.ts';
import { SignInError } from '../auth/errors.ts';
import { reachable, redeem } from '../auth/redeem.ts';
import { endSession, randomKey, renewSessionId, sessionMiddleware, sessionOf } from '../auth/session.ts';
import { movedToOwnHost } from '../auth/sign-in.ts';
import type { Config } from '../config/config.ts';
import type { LogEntry } from '../log/log.ts';
import { Log } from '../log/log.ts';
import { logProblem } from '../log/problems.ts';
import { csrf } from '../middleware/csrf.ts';
import { requestId } from '../middleware/request-id.ts';
import { headersOfEveryAnswer, securityHeaders } from '../middleware/security-headers.ts';
import { createOutgoing, type OutgoingRequest, UnreachableError } from '../outgoing/http.ts';
import { explain } from '../pages/errors/explanations.ts';
import { Assets } from '../../shared/assets.ts';
import { limit, TooManyRequests } from '../site/limit.ts';
import { restrictRedirects } from '../site/redirects.ts';
import { wholeMoney } from '../site/view-filters.ts';
import { openStore } from '../store/index.ts';
import { mcpPath, mcpResource } from '../../shared/mcp-resource.ts';
import { packageRoot } from '../../shared/package-root.ts';
import { type Conversation, Conversations } from './conversations.ts';
import { createHelp } from './help.ts';
import { type AgentClient, type Fetch, longestCall } from './cross-app.ts';
import { examplesWith } from './mind.ts';
import { ModelError, modelMind } from './model.ts';
import { presentStep } from './present.ts';
import { type Mind, scripted, type Wares } from './scripted.ts';

export interface AssistantOptions extends Wares {
  readonly now?: () => number;
  /** Where messages are recorded, if others record there too. */
  readonly ledger?: Ledger;
  readonly log?: (entry: LogEntry) => void;
  /** What the shop is called. */
  readonly shopName?: string;
}

export interface Assistant {
  readonly app: Koa;
  close(): Promise<void>;
}

/** Characters of a sentence. */
const longest = 500;

/**
 * The assistant: an AI agent with its own origin, to which people sign in at the org, and which then uses the shop for
 * them, by Cross App Access and the shop's MCP server. Its sessions and conversations are in memory only.
 */
export async function createAssistant(config: Config, options: AssistantOptions = {}): Promise<Assistant> {
  const { now = Date.now, ledger = new Ledger(), shopName = 'Shop', currency, item } = options;
  const { url = config.appUrl, client: credentials } = config.assistant;
  const own: Config = { ...config, appUrl: url };
  const log = new Log(options.log ?? (() => undefined), now);
  ledger.place(url, 'agent');
  const outgoing = createOutgoing(ledger, now, 'agent');
  const store = await openStore({ store: { file: ':memory:' }, secretKey: config.secretKey }, now);
  const conversations = new Conversations(now);
  const { baseUrl, issuer } = config.okta;
  const client = createClientSource({ config, outgoing }, baseUrl, credentials ?? { clientId: '' });
  const services = { config: own, store, now, log };
  const send: Fetch = (to, request) => outgoing(to, asOutgoing(request));
  const redirectUri = `${url}/login/okta/authorized`;
  const { model } = config.assistant;
  const mind: Mind = model ? modelMind(model, send, currency) : scripted({ currency, item });

  const assets = new Assets('app', '/assets/');
  const views = new nunjucks.Environment(
    new nunjucks.FileSystemLoader(join(packageRoot(), 'app', 'assistant')),
    { autoescape: true, trimBlocks: true, lstripBlocks: true },
  );
  const help = createHelp(config);
  const render = async (ctx: Context, values: Readonly<Record<string, unknown>>): Promise<void> => {
    const facts = { name: `${shopName} assistant`, shopName, shop: config.appUrl, org: baseUrl, issuer };
    ctx.type = 'html';
    ctx.body = views.render('page.njk', {
      ...facts,
      ...values,
      help: await help(),
      asset: (name: string) => assets.url(name),
    });
  };

  const conversationOf = (ctx: Context): Conversation | undefined =>
    conversations.of(sessionOf(ctx).grantKey);

  const router = new Router();
  router.get('/', async (ctx) => {
    if (movedToOwnHost(ctx, services)) return;
    const conversation = conversationOf(ctx);
    if (conversation === undefined) {
      await render(ctx, { isReady: credentials !== undefined });
      return;
    }
    sessionOf(ctx).csrf ??= randomKey();
    await render(ctx, {
      isReady: true,
      person: conversation.person,
      sentences: conversation.sentences.map(({ sentence, answer, steps }) => ({
        sentence,
        answer,
        steps: steps.map(presentStep),
      })),
      ...{ examples: examplesWith(item), longest, csrf: sessionOf(ctx).csrf },
      limit: wholeMoney(config.assistant.limit, currency),
    });
  });

  router.get('/login', async (ctx) => {
    if (movedToOwnHost(ctx, services)) return;
    if (credentials === undefined) {
      ctx.redirect('/');
      return;
    }
    const scopes = ['openid', 'profile', 'email'];
    const attempt = await openAttempt(ctx, services, { entry: 'assistant', returnTo: '/', scopes });
    const address = oidc.buildAuthorizationUrl(await reachable(client), {
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: scopes.join(' '),
      ...{ state: attempt.state, nonce: attempt.nonce },
      ...{ code_challenge: attempt.codeChallenge, code_challenge_method: 'S256' },
    });
    ctx.redirect(address.href);
  });

  router.get('/login/okta/authorized', async (ctx) => {
    const { state, error, error_description: description } = ctx.query;
    if (typeof state !== 'string') throw new SignInError(400, 'callback-incomplete');
    const attempt = await takeAttempt(ctx, services, state);
    if (attempt && error !== undefined)
      throw new SignInError(403, 'refused', { error: String(error), description: String(description ?? '') });
    if (attempt) {
      const { answer } = await redeem(
        { client, isBound: false },
        new URL(`${url}${ctx.url}`),
        state,
        attempt,
      );
      const session = sessionOf(ctx);
      conversations.end(session.grantKey);
      session.grantKey = randomKey();
      session.csrf = randomKey();
      session.signedInAt = now();
      conversations.begin(session.grantKey, answer.id_token ?? '');
      await renewSessionId(ctx);
    }
    ctx.redirect('/');
  });

  router.post('/ask', async (ctx) => {
    const conversation = conversationOf(ctx);
    if (conversation === undefined || credentials === undefined) throw new SignInError(401, 'session-ended');
    await limit({ store }, 'order', conversation.person.id);
    // A button with an example sends it beside the empty field.
    const { example, sentence } = (ctx.request.body ?? {}) as Readonly<Record<string, unknown>>;
    const wanted = example ?? sentence;
    const said = typeof wanted === 'string' ? wanted.trim().slice(0, longest) : '';
    if (said !== '') await answer(conversation, said, config.assistant.agent ?? credentials);
    ctx.status = 303;
    ctx.redirect('/#last');
  });

  router.post('/logout', async (ctx) => {
    const { grantKey } = sessionOf(ctx);
    const idToken = conversations.of(grantKey)?.idToken;
    conversations.end(grantKey);
    endSession(ctx);
    ctx.status = 303;
    const leave = { post_logout_redirect_uri: url, ...(idToken && { id_token_hint: idToken }) };
    ctx.redirect(
      await client().then(
        (known) => oidc.buildEndSessionUrl(known, leave).href,
        () => '/',
      ),
    );
  });

  async function answer(conversation: Conversation, sentence: string, agent: AgentClient): Promise<void> {
    // MCP's client is large, and few visitors ask.
    const { Reach } = await import('./reach.ts');
    const reach = new Reach({
      fetch: send,
      ...{ client: agent, baseUrl, issuer, now, server: config.appUrl + mcpPath },
      resource: mcpResource(config.appUrl, config.okta.audience),
      ...{ idToken: conversation.idToken, memory: conversation.memory },
    });
    try {
      const said = await mind(sentence, reach, conversation.sentences);
      conversation.add({ sentence, answer: said, steps: reach.steps });
    } catch (error) {
      log.warning('assistant', { message: String(error) });
      const what =
        error instanceof UnreachableError || error instanceof ModelError
          ? error.message
          : 'Something went wrong. Please try again.';
      conversation.add({ sentence, answer: what, steps: reach.steps });
    } finally {
      await reach.close();
    }
  }

  /** Says what went wrong on a page, and writes it down. */
  const errors: Middleware = async (ctx, next) => {
    try {
      await next();
      if (ctx.status !== 404 || ctx.body != null) return;
      ctx.status = 404;
      await render(ctx, { failure: { title: 'Page not found', what: 'The assistant has only one page.' } });
    } catch (error) {
      const known = error instanceof SignInError || error instanceof TooManyRequests;
      const status = known ? error.status : 500;
      logProblem(log, ctx, status, error, error instanceof SignInError ? error.code : undefined);
      ctx.status = status;
      if (error instanceof TooManyRequests) ctx.set('Retry-After', String(error.retryAfter));
      await render(ctx, { failure: explain(status, error, own, '/') });
    }
  };

  const app = new Koa();
  restrictRedirects(app, own);
  app.silent = true;
  app.use(requestId(services));
  app.use(recordIncoming(ledger, { receiver: () => 'agent', url, now }));
  app.use(headersOfEveryAnswer(own));
  app.use(assets.serve);
  app.use(securityHeaders(own));
  app.use(errors);
  app.use(sessionMiddleware(app, services, 'assistant'));
  app.use(bodyParser({ enableTypes: ['form'], formLimit: '16kb' }));
  app.use(csrf(own));
  app.use(router.routes());
  return { app, close: () => store.close() };
}

/** A request of the web's `fetch`, for the shop's. */
const asOutgoing = ({ method, headers, body, signal }: RequestInit): OutgoingRequest => ({
  method: method ?? 'GET',
  headers: Object.fromEntries(new Headers(headers)),
  ...(typeof body === 'string' && { body }),
  ...(signal && { signal }),
  redirect: 'error',
  timeout: longestCall,
});
