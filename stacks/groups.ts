import { DataOktaGroup } from '@cdktf/provider-okta/lib/data-okta-group/index.js';
import { Group } from '@cdktf/provider-okta/lib/group/index.js';
import type { Construct } from 'constructs';
import type { Variables } from './variables.ts';

/** The groups that determine who sees what. */
export interface Groups {
  admin: Group;
  premium: Group;
  everyone: DataOktaGroup;
}

/** The demo's groups: two new ones, and the org's Everyone. */
export function declareGroups(scope: Construct, { adminGroup, premiumGroup }: Variables): Groups {
  return {
    admin: new Group(scope, 'admin', { name: adminGroup.stringValue, description: 'Administers the shop' }),
    premium: new Group(scope, 'premium', {
      name: premiumGroup.stringValue,
      description: 'Sees premium products',
    }),
    everyone: new DataOktaGroup(scope, 'everyone', { name: 'Everyone', type: 'BUILT_IN' }),
  };
}
