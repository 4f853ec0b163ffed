import { z } from 'zod';
import type { OrgReader } from '../management-api.ts';
import { defineKind, text } from './kind.ts';

const attributes = z.strictObject({ auth_server_id: z.string(), trusted: z.array(z.string()) });
type Attributes = z.output<typeof attributes>;

const path = ({ auth_server_id }: Attributes): string =>
  `/api/v1/authorizationServers/${auth_server_id}/associatedServers`;

/** Those of the servers that are not trusted yet. */
async function missing(api: OrgReader, wanted: Attributes): Promise<string[]> {
  const present = await api.list(`${path(wanted)}?trusted=true`);
  return wanted.trusted.filter((id) => !present.some((one) => one.id === id));
}

const made = ({ auth_server_id: id }: Attributes) => ({ id, exports: { id } });

/**
 * Servers whose tokens another server exchanges. Its id is the one of that server.
 * https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerAssoc/
 */
export const trustedServer = defineKind(attributes, {
  async find(api, wanted) {
    const lacking = await missing(api, wanted);
    // Without any of them there is nothing of ours; what else it trusts is for others.
    if (lacking.length === wanted.trusted.length) return undefined;
    return {
      ...made(wanted),
      current: lacking.length === 0,
      differing: lacking.length > 0 ? ['trusted'] : [],
    };
  },
  async create(api, wanted) {
    await api.add(path(wanted), { trusted: wanted.trusted });
    return made(wanted);
  },
  async update(api, wanted) {
    const lacking = await missing(api, wanted);
    if (lacking.length > 0) await api.add(path(wanted), { trusted: lacking });
    return made(wanted);
  },
  async delete(api, wanted) {
    const server = await api.read(`/api/v1/authorizationServers/${wanted.auth_server_id}`);
    if (!server) return;
    const present = await api.list(`${path(wanted)}?trusted=true`);
    for (const { id } of present)
      if (wanted.trusted.includes(text(id))) await api.delete(`${path(wanted)}/${text(id)}`);
  },
});
