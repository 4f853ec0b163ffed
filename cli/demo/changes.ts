import type { ManagementApi } from '../provision/management-api.ts';
import { isFields, merge } from '../provision/value.ts';
import type { Fields } from '../provision/value.ts';
import type { Names } from './names.ts';
import type { Change } from './schema.ts';

/** Takes a change back. */
export interface Undo {
  readonly text: string;
  readonly run: () => Promise<unknown>;
}

const opposites: Readonly<Record<string, string>> = {
  activate: 'deactivate',
  deactivate: 'activate',
  suspend: 'unsuspend',
  unsuspend: 'suspend',
};
const lifecycle = /\/lifecycle\/(activate|deactivate|suspend|unsuspend)$/;
const membership = /^\/api\/v1\/(groups\/[^/]+\/users|apps\/[^/]+\/(groups|users))\/[^/]+$/;

const parts = (request: string): [method: string, path: string] => {
  const [method = '', path = ''] = request.split(' ');
  return [method, path];
};

/** Whether a change can be undone, so that the presenter is told before it is made. */
export function isUndoable({ request, set, body, undo }: Change): boolean {
  if (undo !== undefined) return undo !== false;
  const [method, path] = parts(request);
  if (set || lifecycle.test(path)) return true;
  if (membership.test(path)) return method !== 'POST';
  return method === 'POST' && body !== undefined && !path.includes('/lifecycle/');
}

/**
 * Makes a change in the org.
 * @returns the request that undoes it; undefined if there is none, or nothing has changed
 * @throws UserError with the org's error
 */
export async function applyChange(
  api: ManagementApi,
  change: Change,
  names: Names,
): Promise<Undo | undefined> {
  const [method, path] = parts(await names.text(change.request));
  const body = change.body && (await names.fields(change.body));
  const former = await formerOf(api, change, method, path);
  const wanted = change.set && merge(writable(former ?? {}), await names.fields(change.set));
  const made = await send(api, method, path, wanted ?? body);
  const back = (text: string, run: Undo['run']): Undo => ({ text, run });
  if (change.undo === false) return undefined;
  if (change.undo !== undefined) {
    const [verb, where] = parts(await names.text(change.undo));
    return back(change.undo, () => send(api, verb, where));
  }
  const [, word = ''] = lifecycle.exec(path) ?? [];
  const opposite = opposites[word];
  if (opposite !== undefined)
    return back(opposite, () => api.post(path.replace(lifecycle, `/lifecycle/${opposite}`)));
  if (change.set && former) return back(`put ${path} back`, () => api.put(path, writable(former)));
  if (membership.test(path)) {
    if (method === 'PUT') return former ? undefined : back(`remove ${path}`, () => api.delete(path));
    return former && back(`add ${path}`, () => send(api, 'PUT', path, membershipBody(path, former)));
  }
  const { id } = made;
  return method === 'POST' && typeof id === 'string'
    ? back(`delete ${path}/${id}`, () => api.delete(`${path}/${id}`))
    : undefined;
}

/** What is there before: the object that is changed, or the membership. */
async function formerOf(
  api: ManagementApi,
  { set }: Change,
  method: string,
  path: string,
): Promise<Fields | undefined> {
  if (set) return api.read(path);
  if (!membership.test(path) || method === 'POST') return undefined;
  if (path.startsWith('/api/v1/apps/')) return api.read(path);
  // A group member cannot be read separately.
  const [, members = '', id = ''] = /^(.*)\/([^/]+)$/.exec(path) ?? [];
  return (await api.list(members)).find((one) => one.id === id);
}

const membershipBody = (path: string, former: Fields): Fields =>
  path.startsWith('/api/v1/groups/')
    ? {}
    : {
        ...(former.priority !== undefined && { priority: former.priority }),
        profile: isFields(former.profile) ? former.profile : {},
      };

/** Without the properties that only the org sets. */
const writable = ({ _links, _embedded, created, lastUpdated, ...rest }: Fields): Fields => rest;

async function send(api: ManagementApi, method: string, path: string, body?: Fields): Promise<Fields> {
  if (method === 'PUT') return api.put(path, body);
  if (method === 'POST') return api.post(path, body);
  await api.delete(path);
  return {};
}
