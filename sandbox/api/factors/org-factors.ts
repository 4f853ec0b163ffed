import { notFound, OktaError } from '../../org/kernel/errors.ts';
import type { Status } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { lifecycleLink, link } from '../kernel/links.ts';
import { type Answer, type ApiRequest, type Route, ok } from '../kernel/route.ts';

const path = '/api/v1/org/factors';

/**
 * The factor types of the org, as the Classic engine has them: no public API, but the Terraform provider's
 * (`okta_factor`). What they say is the status of the authenticators.
 */
export const orgFactorRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listOrgFactors', scope: 'okta.authenticators.read', handle: listOrgFactors },
  {
    method: 'GET',
    path: `${path}/:factorId`,
    name: 'getOrgFactor',
    scope: 'okta.authenticators.read',
    handle: (org, request) => ok(presentOrgFactor(org, factorOf(request))),
  },
  ...(['ACTIVE', 'INACTIVE'] as const).map((status): Route => {
    const verb = status === 'ACTIVE' ? 'activate' : 'deactivate';
    return {
      method: 'POST',
      path: `${path}/:factorId/lifecycle/${verb}`,
      name: `${verb}OrgFactor`,
      scope: 'okta.authenticators.manage',
      handle: (org, request) => setOrgFactorStatus(org, request, status),
    };
  }),
];

interface OrgFactor {
  readonly id: string;
  readonly factorType: string;
  readonly provider: string;
  /** The authenticator of the Identity Engine that it is. */
  readonly key: string;
}

const orgFactors: readonly OrgFactor[] = [
  { id: 'okta_otp', factorType: 'token:software:totp', provider: 'OKTA', key: 'okta_verify' },
  { id: 'okta_push', factorType: 'push', provider: 'OKTA', key: 'okta_verify' },
  { id: 'google_otp', factorType: 'token:software:totp', provider: 'GOOGLE', key: 'google_otp' },
  { id: 'okta_sms', factorType: 'sms', provider: 'OKTA', key: 'phone_number' },
  { id: 'okta_call', factorType: 'call', provider: 'OKTA', key: 'phone_number' },
  { id: 'okta_email', factorType: 'email', provider: 'OKTA', key: 'okta_email' },
  { id: 'okta_password', factorType: 'password', provider: 'OKTA', key: 'okta_password' },
  { id: 'okta_question', factorType: 'question', provider: 'OKTA', key: 'security_question' },
  { id: 'fido_webauthn', factorType: 'webauthn', provider: 'FIDO', key: 'webauthn' },
  { id: 'duo', factorType: 'web', provider: 'DUO', key: 'duo' },
  { id: 'rsa_token', factorType: 'token', provider: 'RSA', key: 'rsa_token' },
  { id: 'symantec_vip', factorType: 'token', provider: 'SYMANTEC', key: 'symantec_vip' },
  { id: 'yubikey_token', factorType: 'token:hardware', provider: 'YUBICO', key: 'yubikey_token' },
];

function presentOrgFactor(org: Org, { id, factorType, provider, key }: OrgFactor): Record<string, unknown> {
  const status = org.authenticators.byKey(key)?.status ?? 'NOT_SETUP';
  const self = `${org.url}${path}/${id}`;
  return {
    id,
    factorType,
    provider,
    vendorName: provider,
    status,
    _links: { self: link(self, 'GET'), ...lifecycleLink(status, self) },
  };
}

function factorOf(request: ApiRequest): OrgFactor {
  const id = request.param('factorId');
  const factor = orgFactors.find((candidate) => candidate.id === id);
  if (!factor) throw notFound(id, 'Factor');
  return factor;
}

function listOrgFactors(org: Org): Answer {
  return ok(orgFactors.map((factor) => presentOrgFactor(org, factor)));
}

function setOrgFactorStatus(org: Org, request: ApiRequest, status: Status): Answer {
  const factor = factorOf(request);
  const authenticator = org.authenticators.byKey(factor.key);
  if (!authenticator) throw notFound(factor.id, 'Factor');
  if (factor.id === 'okta_password' && status === 'INACTIVE')
    throw new OktaError(400, 'E0000020', 'Bad request.');
  org.authenticators.update(authenticator, { status });
  return ok(presentOrgFactor(org, factor));
}
