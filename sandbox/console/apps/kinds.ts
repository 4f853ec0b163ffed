import type { Item } from '../kernel/api.ts';
import { textAt } from '../kernel/item.ts';
import type { View } from '../kernel/screen.ts';

export const apiPath = (app: Item): string => `/api/v1/apps/${textAt(app, 'id')}`;

/** The attributes that its users have in the app. */
export const schemaPath = (app: Item): string => `/api/v1/meta/schemas/apps/${textAt(app, 'id')}/default`;

export const isOidc = (app: Item): boolean => textAt(app, 'signOnMode') === 'OPENID_CONNECT';
export const isService = (app: Item): boolean =>
  textAt(app, 'settings.oauthClient.application_type') === 'service';

/** Whether a tab of the app is open. */
export const onTab =
  (name: string, holds: (app: Item) => boolean = () => true) =>
  (app: Item, { query }: View): boolean =>
    (query.get('tab') ?? 'general') === name && holds(app);
