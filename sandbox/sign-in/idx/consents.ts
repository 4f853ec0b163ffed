import { missingConsents } from '../../oauth/granting.ts';
import type { Scope } from '../../org/kernel/model.ts';
import type { Turn } from './turn.ts';

/** The consents that the user of a transaction still has to give the app. */
export function scopesToConsent(turn: Turn): Scope[] {
  const { serverId, clientId, scope, asksConsent } = turn.transaction.request;
  const server = turn.services.oauth.view(serverId);
  const scopes = scope.split(' ');
  if (clientId === undefined || turn.transaction.consented === true) return [];
  if (asksConsent === true)
    return server.scopes.filter(({ name, consent }) => consent === 'REQUIRED' && scopes.includes(name));
  return missingConsents(turn.org, server, { clientId, userId: turn.requireUser().id, scopes });
}
