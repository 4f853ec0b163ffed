import { z } from 'zod';
import type { OrgSettings } from '../../org/kernel/model.ts';
import type { Route } from '../kernel/route.ts';
import { ok } from '../kernel/route.ts';
import { optional, parseBody } from '../kernel/validate.ts';

type Name = keyof Required<OrgSettings>['attackProtection'];

/** A setting with its own path. */
const settingAt = (path: string, setting: Name, names: readonly [string, string], noun: string): Route[] => [
  {
    ...{ method: 'GET', path, name: names[0], scope: 'okta.orgs.read' },
    handle: ({ settings }) => ok({ [setting]: settings.attackProtection?.[setting] ?? false }),
  },
  {
    ...{ method: 'PUT', path, name: names[1], scope: 'okta.orgs.manage' },
    handle: (org, request) => {
      const input = parseBody(z.object({ [setting]: optional(z.boolean()) }), request.body, noun);
      const isOn = input[setting] ?? false;
      org.changeSettings({ attackProtection: { ...org.settings.attackProtection, [setting]: isOn } });
      return ok({ [setting]: isOn });
    },
  },
];

/**
 * What protects accounts against attacks on passwords.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AttackProtection/
 */
export const attackProtectionRoutes: readonly Route[] = [
  ...settingAt(
    '/attack-protection/api/v1/authenticator-settings',
    'verifyKnowledgeSecondWhen2faRequired',
    ['getAuthenticatorSettings', 'replaceAuthenticatorSettings'],
    'authenticatorSettings',
  ),
  ...settingAt(
    '/attack-protection/api/v1/user-lockout-settings',
    'preventBruteForceLockoutFromUnknownDevices',
    ['getUserLockoutSettings', 'replaceUserLockoutSettings'],
    'lockoutSettings',
  ),
];
