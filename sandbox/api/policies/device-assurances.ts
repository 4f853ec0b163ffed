import { z } from 'zod';
import { invalid } from '../../org/kernel/errors.ts';
import type { DeviceAssurance } from '../../org/idps/model.ts';
import type { Org } from '../../org/org.ts';
import { crudRoutes } from '../kernel/crud.ts';
import { link } from '../kernel/links.ts';
import { type ApiRequest, type Route, ok } from '../kernel/route.ts';
import { anyObject, optional, parseBody, text } from '../kernel/validate.ts';

const path = '/api/v1/device-assurances';

/** Device assurance policies. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/DeviceAssurance/ */
export const deviceAssuranceRoutes: readonly Route[] = crudRoutes<DeviceAssurance>({
  path,
  param: 'deviceAssuranceId',
  names: [
    'listDeviceAssurancePolicies',
    'createDeviceAssurancePolicy',
    'getDeviceAssurancePolicy',
    'replaceDeviceAssurancePolicy',
    'deleteDeviceAssurancePolicy',
  ],
  scopes: { read: 'okta.deviceAssurance.read', manage: 'okta.deviceAssurance.manage' },
  find: (org, id) => org.deviceAssurances.require(id),
  list: (org) => ok(org.deviceAssurances.all().map((policy) => presentDeviceAssurance(org, policy))),
  create: (org, request) => {
    const by = byWhom(org, request);
    return org.deviceAssurances.create({
      ...parseDeviceAssurance(org, request),
      createdBy: by,
      lastUpdatedBy: by,
    });
  },
  replace: (org, request, current) =>
    org.deviceAssurances.update(current, {
      ...parseDeviceAssurance(org, request, current),
      lastUpdatedBy: byWhom(org, request),
    }),
  remove: (org, _request, policy) => org.deviceAssurances.delete(policy),
  present: presentDeviceAssurance,
});

const byWhom = (org: Org, request: ApiRequest): string => request.principal.user?.id ?? org.id;

function presentDeviceAssurance(org: Org, policy: DeviceAssurance): Record<string, unknown> {
  return {
    name: policy.name,
    platform: policy.platform,
    id: policy.id,
    ...policy.settings,
    createdDate: policy.created,
    createdBy: policy.createdBy,
    lastUpdate: policy.lastUpdated,
    lastUpdatedBy: policy.lastUpdatedBy,
    resourceType: 'DeviceAssurancePolicyEntity',
    resourceId: policy.id,
    resourceDisplayName: { value: policy.name, sensitive: false },
    _links: { self: link(`${org.url}${path}/${policy.id}`, 'GET', 'PUT', 'DELETE') },
  };
}

const oneOf = (...words: [string, ...string[]]) =>
  optional(z.looseObject({ include: optional(z.array(z.enum(words))) }));

const schema = z.object({
  name: text(50),
  platform: z.enum(['ANDROID', 'IOS', 'MACOS', 'WINDOWS', 'CHROMEOS']),
  osVersion: optional(anyObject),
  osVersionConstraints: optional(z.array(anyObject)),
  diskEncryptionType: oneOf('ALL_INTERNAL_VOLUMES', 'FULL', 'USER'),
  screenLockType: oneOf('BIOMETRIC', 'NONE', 'PASSCODE'),
  secureHardwarePresent: optional(z.boolean()),
  jailbreak: optional(z.boolean()),
  thirdPartySignalProviders: optional(anyObject),
  gracePeriod: optional(anyObject),
  displayRemediationMode: optional(z.enum(['HIDE', 'SHOW'])),
});

function parseDeviceAssurance(
  org: Org,
  request: ApiRequest,
  current?: DeviceAssurance,
): Pick<DeviceAssurance, 'name' | 'platform' | 'settings'> {
  const { name, platform, ...settings } = parseBody(schema, request.body, 'deviceAssurance');
  const namesake = org.deviceAssurances.all().find((policy) => policy.name === name);
  if (namesake && namesake.id !== current?.id)
    throw invalid('name', ['name: A policy with this name already exists.']);
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  return { name, platform, settings: { displayRemediationMode: 'HIDE', ...given } };
}
