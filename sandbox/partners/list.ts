import type { Context } from 'koa';
import type { Org } from '../org/org.ts';
import { renderPage } from '../pages/render.ts';
import { streamMessages } from './live.ts';

/** Someone to choose, as the page shows them. */
export interface Choosable {
  readonly key: string;
  readonly name: string;
  readonly initials: string;
  readonly login: string;
  readonly count?: number;
}

/** Whose phone or mailbox? The page follows what happens; a program gets `json`. */
export function showList(
  ctx: Context,
  org: Org,
  { area, title, people, json }: { area: string; title: string; people: readonly Choosable[]; json: unknown },
): void {
  if (ctx.query.events !== undefined) streamMessages(ctx, org.messages, () => true);
  else if (wantsJson(ctx)) ctx.body = json;
  else
    renderPage(ctx, ctx.query.fragment === undefined ? 'people.njk' : 'people-list.njk', {
      title,
      area,
      people,
    });
}

/** Tests can read mailbox and phone as JSON; browsers, and requests without `Accept`, get the page. */
export const wantsJson = (ctx: Context): boolean => ctx.accepts('html', 'json') === 'json';
