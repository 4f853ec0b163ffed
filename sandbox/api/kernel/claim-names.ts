import { invalid } from '../../org/kernel/errors.ts';
import type { Claim } from '../../org/kernel/model.ts';
import { isReservedClaim } from '../../org/servers/reserved-claims.ts';

/** @throws OktaError 400 when the org itself writes a claim of that name into such tokens */
export function checkClaimName(type: Claim['claimType'], name: string): void {
  if (isReservedClaim(type, name)) throw invalid('name', [`name: '${name}' is a reserved claim name.`]);
}
