import { readSent } from './sent.ts';
import { previewTokens } from '../../oauth/token-preview.ts';
import { OktaError } from '../../org/kernel/errors.ts';
import { ApiRefusal, ConsoleApi } from './api.ts';
import { fingerprint, isOwnForm } from './form-guard.ts';
import {
  type Failure,
  fragmentOf,
  hereOf,
  ownQuery,
  renderPanel,
  renderScreen,
  renderTrouble,
} from './present.ts';
import type { Action, View } from './screen.ts';
import { Values } from './values.ts';
import type { Visit } from './visit.ts';

/** Shows a screen, or runs one of its actions and redirects to the next page. */
export async function visit(visiting: Visit): Promise<void> {
  const { ctx } = visiting;
  const view = viewOf(visiting);
  try {
    if (ctx.method === 'GET' || ctx.method === 'HEAD') await show(visiting, view);
    else if (ctx.method === 'POST') await act(visiting, view);
    else {
      ctx.set('Allow', 'GET, HEAD, POST');
      renderTrouble(visiting, 405, 'This page accepts only GET and POST requests.', []);
    }
  } catch (error) {
    // Whatever the page asks for, its blocks and the choices of its forms included; or a form that cannot be read.
    if (!(error instanceof ApiRefusal) && !(error instanceof OktaError)) throw error;
    renderTrouble(visiting, error.status, error.message, error.causes, view.api.calls);
  }
}

async function show(visiting: Visit, view: View): Promise<void> {
  const { ctx, session, screen, flashes } = visiting;
  if (fragmentOf(ctx) === 'panel') {
    await renderPanel(visiting, view, await screen.load(view));
    return;
  }
  const flash = fragmentOf(ctx) === undefined ? flashes.of(session.id) : undefined;
  if (flash) view.api.calls.push(...flash.calls);
  await renderScreen(visiting, view, await screen.load(view), { flash });
  if (flash && ctx.method === 'GET') flashes.said(session.id, flash);
}

async function act(visiting: Visit, view: View): Promise<void> {
  const { org, ctx, session, screen } = visiting;
  const { form, files } = await readSent(ctx);
  if (!isOwnForm(org, ctx, session, form.get('.csrf'))) {
    renderTrouble(
      visiting,
      403,
      'This form is no longer valid, and nothing was changed. Open the page again.',
      [],
    );
    return;
  }
  let loaded = await screen.load(view);
  const action = screen.actions?.find((candidate) => candidate.do === form.get('.do'));
  if (action === undefined || action.when?.(loaded, view) === false) {
    await renderFailure(409, 'This action is no longer available. It may have been done already.');
    return;
  }
  if (action.guarded && form.get('.seen') !== fingerprint(loaded)) {
    await renderFailure(
      409,
      'Someone else changed this since you opened it, so nothing was saved. What you typed is still here: compare, then save again.',
    );
    return;
  }
  try {
    await perform(visiting, view, { action, loaded, values: new Values(form, files) });
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error;
    // A change that failed halfway may have changed something, so the page is loaded again.
    loaded = await screen.load(view);
    await renderFailure(error.status, error.message, error.causes);
  }

  async function renderFailure(
    status: number,
    message: string,
    causes: readonly string[] = [],
  ): Promise<void> {
    ctx.status = status;
    const failure: Failure = { message, causes, form, do: form.get('.do') ?? '' };
    await renderScreen(visiting, view, loaded, { failure });
  }
}

async function perform(
  { ctx, session, flashes }: Visit,
  view: View,
  { action, loaded, values }: { action: Action<unknown>; loaded: unknown; values: Values },
): Promise<void> {
  const outcome = await action.run(values, loaded, view);
  flashes.keep(session.id, { ...outcome, calls: view.api.calls });
  ctx.status = 303;
  ctx.redirect(outcome.to ?? hereOf(ctx));
}

/** The data that a screen is rendered with. */
export function viewOf({ org, ctx, user, params }: Pick<Visit, 'org' | 'ctx' | 'user' | 'params'>): View {
  return {
    api: new ConsoleApi(org, ctx, { user, bySession: false }),
    orgUrl: org.url,
    now: org.now(),
    query: ownQuery(ctx),
    decisionsOf: (transactionId) => org.decisions.of(transactionId),
    previewTokens: (request) => previewTokens(org, request),
    param: (name) => {
      const value = params[name];
      if (value === undefined) throw new Error(`The path has no part ${name}.`);
      return encodeURIComponent(value);
    },
  };
}
