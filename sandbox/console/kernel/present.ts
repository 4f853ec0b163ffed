import type { Context } from 'koa';
import { renderPage } from '../../pages/render.ts';
import { userParty } from '../../org/log/parties.ts';
import { menuFor } from '../menu.ts';
import type { MadeCall } from './api.ts';
import type { Flash } from './flashes.ts';
import { fingerprint, formToken } from './form-guard.ts';
import { rolesOf } from './roles.ts';
import type { Action, Block, Cell, CellValue, Choice, Field, PageModel, View } from './screen.ts';
import { Values } from './values.ts';
import type { Visit } from './visit.ts';

/** Why a form failed, and its input. */
export interface Failure {
  readonly message: string;
  readonly causes: readonly string[];
  readonly do: string;
  readonly form: URLSearchParams;
}

/** The signed-in administrator and the address. */
export type Visitor = Omit<Visit, 'screen' | 'params' | 'flashes'>;

/** Which part of a page a script asks for: its blocks again, or the panel of an action. */
export const fragmentOf = ({ query }: Context): 'blocks' | 'panel' | undefined =>
  query.fragment === undefined ? undefined : query.fragment === 'panel' ? 'panel' : 'blocks';

/** The query of a page, without what only says how much of it is shown. */
export function ownQuery({ querystring }: Context): URLSearchParams {
  const query = new URLSearchParams(querystring);
  for (const name of ['fragment', 'open']) query.delete(name);
  return query;
}

/** The address of a page itself, with no panel open. */
export const hereOf = (ctx: Context): string => addressOf(ctx.path, ownQuery(ctx));

const addressOf = (path: string, query: URLSearchParams): string =>
  query.size === 0 ? path : `${path}?${query.toString()}`;

/** What every page of the console has around it. */
export function frameOf({ org, session, user }: Visitor, at: string) {
  return {
    orgName: org.name,
    menu: menuFor(at),
    admin: { name: userParty(user).displayName, roles: rolesOf(org, user).join(', ') },
    csrf: formToken(session),
  };
}

/** The page of a screen; only its blocks when the browser asks for them again (`?fragment`). */
export async function renderScreen(
  visiting: Visit,
  view: View,
  loaded: unknown,
  { flash, failure }: { readonly flash?: Flash | undefined; readonly failure?: Failure },
): Promise<void> {
  const { ctx, screen } = visiting;
  const page = await screen.page(loaded, view);
  const forms = page.blocks.flatMap((block) => (block.kind === 'form' ? [block.do] : []));
  const open = failure?.do ?? ctx.query.open;
  const actions = await Promise.all(
    possibleActions(visiting, view, loaded).map(async (action) =>
      forms.includes(action.do) || action.do === open || action.fields === undefined
        ? presentAction(action, loaded, view, { failure, open })
        : closedAction(action, ctx),
    ),
  );
  const seen = fingerprint(loaded);
  const template = fragmentOf(ctx) === undefined ? 'console-screen.njk' : 'console-blocks.njk';
  renderPage(ctx, template, {
    ...frameOf(visiting, screen.menu ?? screen.path),
    ...presentPage(page, ctx.path, view.query),
    actions: Object.fromEntries(actions.map((action) => [action.do, action])),
    pageActions: actions.filter(({ where }) => where === 'page'),
    seen,
    here: hereOf(ctx),
    flash,
    failure,
    calls: view.api.calls,
  });
}

/** The panel of one action, whose form the browser asks for when it is opened (`?fragment=panel&open=`). */
export async function renderPanel(visiting: Visit, view: View, loaded: unknown): Promise<void> {
  const { ctx, session } = visiting;
  const action = possibleActions(visiting, view, loaded).find((one) => one.do === ctx.query.open);
  if (action === undefined) {
    renderTrouble(visiting, 404, 'This action is no longer available. It may have been done already.', []);
    return;
  }
  renderPage(ctx, 'console-panel.njk', {
    action: await presentAction(action, loaded, view, {}),
    csrf: formToken(session),
    seen: fingerprint(loaded),
    here: hereOf(ctx),
  });
}

const possibleActions = ({ screen }: Visit, view: View, loaded: unknown): readonly Action<unknown>[] =>
  (screen.actions ?? []).filter(({ when }) => when?.(loaded, view) ?? true);

/** An action whose form is not on the page: its choices may be many, and calls of the API. */
function closedAction({ do: name, label, tone, where = 'page' }: Action<unknown>, ctx: Context) {
  const query = ownQuery(ctx);
  query.set('open', name);
  return { do: name, label, tone, where, fields: [], opens: addressOf(ctx.path, query) };
}

function presentPage(page: PageModel, path: string, query: URLSearchParams) {
  return {
    ...page,
    tabs: page.tabs?.map(({ name, title, href }) => ({
      title,
      href: href ?? `${path}?tab=${encodeURIComponent(name)}`,
      isCurrent: name === page.tab,
    })),
    badge: page.badge && presentCell(page.badge),
    blocks: page.blocks.map((block) => presentBlock(block, path, query)),
  };
}

function presentBlock(block: Block, path: string, query: URLSearchParams): Record<string, unknown> {
  switch (block.kind) {
    case 'table':
      return {
        ...block,
        rows: block.rows.map((row) => ({
          ...row,
          cells: row.cells.map(presentCell),
          json: row.json === undefined ? undefined : asJson(row.json),
        })),
        hasButtons: block.rows.some(({ buttons }) => buttons && buttons.length > 0),
        next: block.next === undefined ? undefined : `${path}?${block.next}`,
        isLater: query.has('after'),
        tab: query.get('tab'),
      };
    case 'facts':
      return { ...block, facts: block.facts.map(([label, value]) => [label, presentCell(value)]) };
    case 'query':
      return {
        ...block,
        fields: block.fields.map((field) => presentField(field, 'ask', undefined)),
        tab: query.get('tab'),
      };
    case 'json':
      return { ...block, text: asJson(block.value) };
    default:
      return { ...block };
  }
}

const asJson = (value: unknown): string => JSON.stringify(value, undefined, 2);

const presentCell = (cell: CellValue): Cell =>
  typeof cell === 'string' ? { text: cell } : (cell ?? { text: '' });

async function presentAction(
  { fields, where = 'page', ...action }: Action<unknown>,
  loaded: unknown,
  view: View,
  { failure, open }: { readonly failure?: Failure | undefined; readonly open?: unknown },
) {
  const given = fields ? await fields(loaded, view) : [];
  const failed = failure?.do === action.do ? failure : undefined;
  const problems = problemsOf(given, failed);
  return {
    do: action.do,
    label: action.label,
    tone: action.tone,
    confirm: action.confirm,
    where,
    isOpen: open === action.do && (given.length > 0 || action.confirm !== undefined),
    failed: failed && { ...failed, causes: problems.elsewhere },
    hasFile: given.some(({ type }) => type === 'file'),
    fields: given.map((field) => presentField(field, action.do, failed?.form, problems)),
  };
}

/** The API's errors: those that name a field, and the rest. */
function problemsOf(fields: readonly Field[], failed: Failure | undefined) {
  const byField = new Map<Field, string[]>();
  const elsewhere: string[] = [];
  const values = new Values(failed?.form ?? new URLSearchParams());
  for (const cause of failed?.causes ?? []) {
    const [, path = '', message = ''] = /^([\w.]+): (.+)$/s.exec(cause) ?? [];
    const field = fields.find(({ at, name }) => `.${path}.`.includes(`.${at?.(values) ?? name}.`));
    if (field) byField.set(field, [...(byField.get(field) ?? []), message]);
    else elsewhere.push(cause);
  }
  return { byField, elsewhere, first: fields.find((field) => byField.has(field)) };
}

function presentField(
  field: Field,
  action: string,
  typed: URLSearchParams | undefined,
  problems?: ReturnType<typeof problemsOf>,
) {
  const { type = 'text', value, choices = [], name, hint } = field;
  const id = `${action}-${name}`.replaceAll(/[^\w-]/g, '-');
  const problem = problems?.byField.get(field)?.join(' ');
  const listed = typed?.getAll(name) ?? (Array.isArray(value) ? value.map(String) : []);
  const text = typed === undefined ? textOf(type, value) : (typed.get(name) ?? '');
  const chosen = type === 'choices' ? listed : type === 'select' ? [text] : [];
  return {
    ...field,
    type,
    ...{ id, problem, isFirstProblem: field === problems?.first },
    notes: [problem && `${id}-problem`, hint && `${id}-hint`].filter(Boolean).join(' '),
    text: type === 'password' ? '' : text,
    isOn: typed === undefined ? value === true : typed.get(name) === 'on',
    choices: withChosen(choices, chosen).map((choice) => ({
      ...choice,
      isChosen: chosen.includes(choice.value),
    })),
  };
}

/** Choices, and after them those that are chosen but not among them: saving a form takes nothing away unseen. */
function withChosen(choices: readonly Choice[], chosen: readonly string[]): Choice[] {
  const known = new Set(['', ...choices.map(({ value }) => value)]);
  return [
    ...choices,
    ...chosen.filter((value) => !known.has(value)).map((value) => ({ value, label: value })),
  ];
}

function textOf(type: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (type === 'json') return asJson(value);
  if (Array.isArray(value)) return value.join('\n');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Says in the console's frame why there is no screen. */
export function renderTrouble(
  visiting: Visitor,
  status: number,
  message: string,
  causes: readonly string[],
  calls: readonly MadeCall[] = [],
): void {
  const { ctx } = visiting;
  ctx.status = status;
  const titles: Readonly<Record<number, string>> = {
    403: 'Your role does not allow this',
    404: 'Not found',
    501: 'The sandbox does not have this',
  };
  renderPage(ctx, 'console-trouble.njk', {
    ...frameOf(visiting, ctx.path),
    title: titles[status] ?? 'The org did not respond',
    message,
    causes,
    calls,
    here: hereOf(ctx),
    status,
  });
}
