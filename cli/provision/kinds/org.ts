import { z } from 'zod';
import { merge } from '../value.ts';
import type { Fields } from '../value.ts';
import { collectionKind } from './kind.ts';

const texts = z.array(z.string());

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/TrustedOrigin/ */
export const trustedOrigin = collectionKind({
  attributes: z.strictObject({ name: z.string(), origin: z.string(), scopes: texts }),
  collection: () => '/api/v1/trustedOrigins',
  isSame: (present, { origin }) => present.origin === origin,
  body: ({ name, origin, scopes }) => ({
    name,
    origin,
    status: 'ACTIVE',
    scopes: scopes.map((type) => ({ type })),
  }),
});

const hook = z.strictObject({
  name: z.string(),
  events: texts,
  channel: z.strictObject({ type: z.string(), version: z.string(), uri: z.string() }),
  auth: z.strictObject({ type: z.string(), key: z.string(), value: z.string() }),
});
type EventHook = z.output<typeof hook>;

const eventHookBody = ({
  name,
  events,
  channel: { type, version, uri },
}: Omit<EventHook, 'auth'>): Fields => ({
  name,
  status: 'ACTIVE',
  events: { type: 'EVENT_TYPE', items: events },
  channel: { type, version, config: { uri, headers: [] } },
});

const hookSecret = ({ auth }: Pick<EventHook, 'auth'>): Fields => ({
  channel: { config: { authScheme: auth } },
});

const inlineHookSchema = z.strictObject({
  name: z.string(),
  type: z.string(),
  version: z.string(),
  channel: z.strictObject({ type: z.string(), version: z.string(), uri: z.string(), method: z.string() }),
  auth: z.strictObject({ type: z.string(), key: z.string(), value: z.string() }),
});
type InlineHook = z.output<typeof inlineHookSchema>;

const inlineHookBody = ({
  name,
  type,
  version,
  channel: { uri, method, ...channel },
}: Omit<InlineHook, 'auth'>): Fields => ({
  name,
  status: 'ACTIVE',
  type,
  version,
  channel: { ...channel, config: { uri, method, headers: [] } },
});

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/InlineHook/ */
export const inlineHook = collectionKind<InlineHook>({
  attributes: inlineHookSchema,
  collection: () => '/api/v1/inlineHooks',
  isSame: (present, { name }) => present.name === name,
  body: (declared) => merge(inlineHookBody(declared), hookSecret(declared)),
  told: inlineHookBody,
  secrets: hookSecret,
  deactivateFirst: true,
});

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/EventHook/ */
export const eventHook = collectionKind<EventHook>({
  attributes: hook,
  collection: () => '/api/v1/eventHooks',
  isSame: (present, { name }) => present.name === name,
  body: (declared) => merge(eventHookBody(declared), hookSecret(declared)),
  // Okta never returns the secret: a change is detected from the attributes of the last run.
  told: eventHookBody,
  secrets: hookSecret,
  deactivateFirst: true,
});
