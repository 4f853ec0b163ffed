import { UserError } from '../errors.ts';
import { inner, text } from '../provision/kinds/kind.ts';
import { ManagementApiError, featureCode } from '../provision/management-api.ts';
import type { ManagementApi } from '../provision/management-api.ts';
import type { Fields, Value } from '../provision/value.ts';

/** Requests under way at the same time; Okta's smallest plans allow 15. */
const atOnce = 8;

/** Reads lists from an org, and keeps account of what does not get into the seed. */
export class OrgReader {
  /** Kind → how many of it are left out, or why all are. */
  readonly leftOut = new Map<string, number | string>();
  readonly api: ManagementApi;

  constructor(api: ManagementApi) {
    this.api = api;
  }

  leaveOut = (kind: string, count = 1): void => {
    const before = this.leftOut.get(kind) ?? 0;
    if (count > 0 && typeof before === 'number') this.leftOut.set(kind, before + count);
  };

  /** Those of which `isKept` is true; the others are counted as left out. */
  keep<T>(kind: string, items: readonly T[], isKept: (item: T) => boolean): T[] {
    const kept = items.filter(isKept);
    this.leaveOut(kind, items.length - kept.length);
    return kept;
  }

  /** @throws UserError if the account may not read this kind, without which there is no clone */
  async require(kind: string, path: string): Promise<Fields[]> {
    return this.api.list(path).catch((error: unknown) => {
      if (!(error instanceof ManagementApiError) || error.status !== 403) throw error;
      throw new UserError(
        `The account is not allowed to read ${kind}.`,
        'Assign it the role Read-only administrator: Security > Administrators.',
        { cause: error, code: 'org_refused' },
      );
    });
  }

  /** Empty, with the reason in `leftOut`, if the account may not read this kind or the org's plan does not include it. */
  async list(kind: string, path: string): Promise<Fields[]> {
    return (await this.#unlessRefused(kind, this.api.list(path))) ?? [];
  }

  async read(kind: string, path: string): Promise<Fields> {
    return (await this.#unlessRefused(kind, this.api.read(path))) ?? {};
  }

  /** Standard admin roles of a user or group itself; a user’s list also has those of their groups. */
  async roles(path: string): Promise<string[]> {
    const all = await this.list('admin roles', `${path}/roles`);
    const assigned = path.startsWith('/api/v1/users/') ? 'USER' : 'GROUP';
    const roles = all.filter(({ assignmentType }) => assignmentType === assigned);
    const isStandard = ({ type, status }: Fields) => type !== 'CUSTOM' && status !== 'INACTIVE';
    return this.keep('custom admin roles', roles, isStandard).map(({ type }) => text(type));
  }

  /** IDs of the users with admin roles. */
  async admins(): Promise<string[]> {
    const ids: string[] = [];
    let path: string | undefined = '/api/v1/iam/assignees/users?limit=100';
    while (path !== undefined) {
      const { value, _links: links }: Fields = await this.read('admin roles', path);
      ids.push(...((value ?? []) as Fields[]).map(({ id }) => text(id)));
      const { href } = inner(links as Fields | undefined, 'next');
      path = typeof href === 'string' ? href.slice(new URL(href).origin.length) : undefined;
    }
    return ids;
  }

  async #unlessRefused<T>(kind: string, reading: Promise<T>): Promise<T | undefined> {
    return reading.catch((error: unknown) => {
      if (!(error instanceof ManagementApiError)) throw error;
      const { status, errorCode } = error;
      if (errorCode === featureCode) this.leftOut.set(kind, 'not in the org’s plan');
      else if (status === 403 || status === 404) this.leftOut.set(kind, 'the account cannot read them');
      else throw error;
      return undefined;
    });
  }
}

/** Does the work for each, a few at a time; results in the order of the items. */
export async function each<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += atOnce) {
    const batch = items.slice(start, start + atOnce);
    results.push(...(await Promise.all(batch.map((item, index) => work(item, start + index)))));
  }
  return results;
}

/** ID of a group or user, or client ID of an app → what the seed calls it. */
export type Names = Map<string, string>;

export const names = (value: Value | undefined): string[] => (Array.isArray(value) ? value.map(text) : []);

/** None is required: the values are left out. */
export const attributesIn = (schema: Fields): Record<string, Fields> =>
  Object.fromEntries(
    Object.entries(inner(schema, 'definitions', 'custom', 'properties')).map(([name, attribute]) => {
      const { required: _, ...rest } = attribute as Fields;
      return [name, rest];
    }),
  );
