import { missingConsents } from '../../oauth/grants.ts';
import type { Scope } from '../../org/kernel/model.ts';
import type { Turn } from './turn.ts';

/** What the person of a transaction still has to allow the app. */
export function scopesToConsent(turn: Turn): Scope[] {
  const { serverId, clientId, scope } = turn.transaction.request;
  return missingConsents(turn.org, turn.services.oauth.view(serverId), {
    clientId,
    userId: turn.requireUser().id,
    scopes: scope.split(' '),
  });
}
