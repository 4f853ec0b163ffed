import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { Browser, Visit } from './browser.ts';
import type { Control } from './control.ts';
import { brief } from './observation.ts';

const factors = z.object({ factors: z.array(z.object({ id: z.string(), kind: z.string() })) });
const stepUp = z.object({ id: z.string().optional(), state: z.string(), number: z.number().nullish() });

interface Approval {
  readonly login: string;
  /** Of the order; by default the first of the page. */
  readonly order: string | undefined;
  readonly isApproved: boolean;
}

/**
 * Does what the orders page does: begins the step-up, responds on the phone, and polls the shop for the result.
 * @param visit the page of pending orders
 * @throws UserError if the step-up does not begin
 */
export async function approveByPush(
  control: Control,
  browser: Browser,
  { url, text }: Visit,
  { login, order, isApproved }: Approval,
): Promise<void> {
  const csrf = /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
  const id = order ?? /data-order="([^"]+)"/.exec(text)?.[1];
  if (id === undefined) throw new UserError('No order is pending');
  const admin = `${url.origin}/admin`;
  const headers = { accept: 'application/json' };
  const list = await browser.send(`${admin}/step-up/factors`, { headers });
  const push =
    list.status === 200 && factors.parse(JSON.parse(list.text)).factors.find(({ kind }) => kind === 'push');
  if (!push)
    throw new UserError(`${login} has no push factor to approve with: ${list.status} ${brief(list.text)}`);
  const begun = await browser.json(
    `${admin}/orders/${id}/step-up`,
    { factor: push.id, status: 'complete' },
    { 'x-csrf-token': csrf },
  );
  if (begun.status !== 200)
    throw new UserError(`The step-up did not start: ${begun.status} ${brief(begun.text)}`);
  const { id: stepUpId, number } = stepUp.parse(JSON.parse(begun.text));
  await control.push(login, isApproved, number ?? undefined);
  if (stepUpId !== undefined) await browser.send(`${admin}/step-up/${stepUpId}`, { headers });
}
