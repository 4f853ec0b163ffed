import { renderPage } from '../../pages/render.ts';
import { userParty } from '../../org/log/parties.ts';
import { menuFor } from '../menu.ts';
import type { MadeCall } from './api.ts';
import { fingerprint, formToken } from './form-guard.ts';
import { rolesOf } from './roles.ts';
import type { Action, Block, Cell, CellValue, Field, PageModel, View } from './screen.ts';
import type { Flash, Visit } from './visit.ts';

/** Why a form was not carried out, and what was typed in it. */
export interface Failure {
  readonly message: string;
  readonly causes: readonly string[];
  readonly do: string;
  readonly form: URLSearchParams;
}

/** What every page of the console has around it. */
export function frameOf({ org, session, user }: Omit<Visit, 'screen' | 'params'>, at: string) {
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
  flash?: Flash,
  failure?: Failure,
): Promise<void> {
  const { ctx, screen } = visiting;
  const page = await screen.page(loaded, view);
  const actions = await Promise.all(
    (screen.actions ?? [])
      .filter(({ when }) => when?.(loaded, view) ?? true)
      .map((action) => presentAction(action, loaded, view, failure)),
  );
  const seen = fingerprint(loaded);
  const template = ctx.query.fragment === undefined ? 'console-screen.njk' : 'console-blocks.njk';
  renderPage(ctx, template, {
    ...frameOf(visiting, screen.menu ?? screen.path),
    ...presentPage(page, ctx.path, view.query),
    actions: Object.fromEntries(actions.map((action) => [action.do, action])),
    pageActions: actions.filter(({ where }) => where === 'page'),
    seen,
    here: ctx.path + ctx.search,
    flash,
    failure,
    calls: view.api.calls,
  });
}

function presentPage(page: PageModel, path: string, query: URLSearchParams) {
  return {
    ...page,
    tabs: page.tabs?.map(({ name, title }) => ({
      title,
      href: `${path}?tab=${encodeURIComponent(name)}`,
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
  failure: Failure | undefined,
) {
  const given = fields ? await fields(loaded, view) : [];
  const failed = failure?.do === action.do ? failure : undefined;
  return {
    do: action.do,
    label: action.label,
    tone: action.tone,
    confirm: action.confirm,
    where,
    isOpen: failed !== undefined,
    failed,
    fields: given.map((field) => presentField(field, action.do, failed?.form)),
  };
}

function presentField(field: Field, action: string, typed: URLSearchParams | undefined) {
  const { type = 'text', value, choices = [], name } = field;
  const listed = typed?.getAll(name) ?? (Array.isArray(value) ? value.map(String) : []);
  const text = typed === undefined ? textOf(type, value) : (typed.get(name) ?? '');
  return {
    ...field,
    type,
    id: `${action}-${name}`.replaceAll(/[^\w-]/g, '-'),
    text: type === 'password' ? '' : text,
    isOn: typed === undefined ? value === true : typed.get(name) === 'on',
    choices: choices.map((choice) => ({
      ...choice,
      isChosen: type === 'choices' ? listed.includes(choice.value) : choice.value === text,
    })),
  };
}

function textOf(type: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (type === 'json') return asJson(value);
  if (Array.isArray(value)) return value.join('\n');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Says in the console's frame why there is no screen. */
export function renderTrouble(
  visiting: Omit<Visit, 'screen' | 'params'>,
  status: number,
  message: string,
  causes: readonly string[],
  calls: readonly MadeCall[] = [],
): void {
  const { ctx } = visiting;
  ctx.status = status;
  const titles: Readonly<Record<number, string>> = {
    403: 'Your role does not allow this',
    404: 'There is nothing here',
    501: 'The sandbox does not have this',
  };
  renderPage(ctx, 'console-trouble.njk', {
    ...frameOf(visiting, ctx.path),
    title: titles[status] ?? 'The org did not answer',
    message,
    causes,
    calls,
    here: ctx.path + ctx.search,
    status,
  });
}
