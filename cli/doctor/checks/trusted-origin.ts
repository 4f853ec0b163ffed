import { failure, ok } from '../check.ts';
import type { Check } from '../check.ts';
import type { Fields } from '../../provision/value.ts';
import { all, missingFrom, texts, show } from '../words.ts';

/** The shop's origin: its pages may call the org (CORS), and sign-out may return to it (REDIRECT). */
export const trustedOrigin: Check = {
  id: 'trusted-origin',
  title: 'Trusted origin',
  area: 'Okta org',
  needs: ['credential'],
  docs: 'https://developer.okta.com/docs/guides/enable-cors/',
  async run({ demo, org }) {
    const { origin, scopes, name } = await demo.attributes('okta_trusted_origin.app');
    const present = (await org.list('/api/v1/trustedOrigins')).find(
      (item) => show(item.origin).replace(/\/$/, '') === origin,
    );
    const wanted = texts(scopes);
    const there = present?.status === 'ACTIVE' ? typesOf(present) : [];
    const missing = missingFrom(there, wanted);
    if (missing.length === 0) return ok(`${show(origin)} for ${all(wanted)}.`);
    const types = [...new Set([...(present ? typesOf(present) : []), ...wanted])];
    const body: Fields = {
      name: present?.name ?? name ?? null,
      origin: present?.origin ?? origin ?? null,
      status: 'ACTIVE',
      scopes: types.map((type) => ({ type })),
    };
    return failure({
      found: present
        ? present.status === 'ACTIVE'
          ? `${show(origin)} is not trusted for ${all(missing)}.`
          : `${show(origin)} exists but is inactive.`
        : `${show(origin)} is not a trusted origin.`,
      expected: `${show(origin)} for ${all(wanted)}.`,
      consequence:
        'The widget and the custom form fail: the browser blocks their requests to the org (CORS).',
      remedy: `Security > API > Trusted Origins: ${show(origin)} with ${all(wanted)}.`,
      fix: {
        will: `${present ? 'enable' : 'add'} the trusted origin ${show(origin)} for ${all(wanted)}`,
        apply: async () => {
          if (!present) return demo.make('okta_trusted_origin.app');
          const path = `/api/v1/trustedOrigins/${show(present.id)}`;
          await org.put(path, body);
          return present.status === 'ACTIVE' ? undefined : org.post(`${path}/lifecycle/activate`);
        },
      },
    });
  },
};

const typesOf = (origin: Fields): string[] =>
  (Array.isArray(origin.scopes) ? origin.scopes : []).map((scope) => show((scope as Fields).type));
