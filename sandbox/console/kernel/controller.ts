import { readParameters } from '../../http/form.ts';
import { ApiRefusal, ConsoleApi } from './api.ts';
import { fingerprint, isOwnForm } from './form-guard.ts';
import { type Failure, renderScreen, renderTrouble } from './present.ts';
import type { Action, View } from './screen.ts';
import { Values } from './values.ts';
import type { Flash, Visit } from './visit.ts';

/** By session; shown once, so that a secret in it is. */
const flashes = new Map<string, Flash>();

/** Shows a screen, or does one of its actions and goes on to the page that follows. */
export async function visit(visiting: Visit): Promise<void> {
  const { ctx } = visiting;
  if (ctx.method === 'GET' || ctx.method === 'HEAD') await show(visiting);
  else if (ctx.method === 'POST') await act(visiting);
  else {
    ctx.set('Allow', 'GET, HEAD, POST');
    renderTrouble(visiting, 405, 'This page is read and sent, nothing else.', []);
  }
}

async function show(visiting: Visit): Promise<void> {
  const { session } = visiting;
  const flash = flashes.get(session.id);
  const view = viewOf(visiting);
  if (flash) view.api.calls.push(...flash.calls);
  const loaded = await loadOrTell(visiting, view);
  if (loaded === undefined) return;
  if (visiting.ctx.method === 'GET' && visiting.ctx.query.fragment === undefined) flashes.delete(session.id);
  await renderScreen(visiting, view, loaded.value, flash);
}

async function act(visiting: Visit): Promise<void> {
  const { org, ctx, session, screen } = visiting;
  const form = await readParameters(ctx);
  if (!isOwnForm(org, ctx, session, form.get('csrf'))) {
    renderTrouble(
      visiting,
      403,
      'This form is no longer valid: nothing was changed. Open the page again.',
      [],
    );
    return;
  }
  const view = viewOf(visiting);
  const loaded = await loadOrTell(visiting, view);
  if (loaded === undefined) return;
  const action = screen.actions?.find((candidate) => candidate.do === form.get('do'));
  if (action === undefined || action.when?.(loaded.value, view) === false) {
    await renderFailure(409, 'This can no longer be done here: it may have been done already.');
    return;
  }
  if (action.guarded && form.get('seen') !== fingerprint(loaded.value)) {
    await renderFailure(
      409,
      'Someone else changed this since you opened it, so nothing was saved. What you typed is still here: compare, then save again.',
    );
    return;
  }
  try {
    await perform(visiting, view, action, loaded.value, form);
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error;
    // A change that failed halfway has changed something: the page shows what is so now.
    const again = await loadOrTell(visiting, view);
    if (again === undefined) return;
    loaded.value = again.value;
    await renderFailure(error.status, error.message, error.causes);
  }

  async function renderFailure(
    status: number,
    message: string,
    causes: readonly string[] = [],
  ): Promise<void> {
    ctx.status = status;
    const failure: Failure = { message, causes, form, do: form.get('do') ?? '' };
    if (loaded) await renderScreen(visiting, view, loaded.value, undefined, failure);
  }
}

async function perform(
  { ctx, session }: Visit,
  view: View,
  action: Action<unknown>,
  loaded: unknown,
  form: URLSearchParams,
): Promise<void> {
  const outcome = await action.run(new Values(form), loaded, view);
  flashes.set(session.id, { ...outcome, calls: view.api.calls });
  ctx.status = 303;
  ctx.redirect(outcome.to ?? ctx.path + ctx.search);
}

/** What the screen loads; undefined when the refusal is on the page already. */
async function loadOrTell(visiting: Visit, view: View): Promise<{ value: unknown } | undefined> {
  try {
    return { value: await visiting.screen.load(view) };
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error;
    renderTrouble(visiting, error.status, error.message, error.causes, view.api.calls);
    return undefined;
  }
}

function viewOf({ org, ctx, user, params }: Visit): View {
  return {
    api: new ConsoleApi(org, ctx, { user, bySession: false }),
    admin: user,
    orgUrl: org.url,
    now: org.now(),
    query: new URLSearchParams(ctx.querystring),
    param: (name) => {
      const value = params[name];
      if (value === undefined) throw new Error(`The path has no part ${name}.`);
      return encodeURIComponent(value);
    },
  };
}
