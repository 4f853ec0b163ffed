import { AppGroupAssignments } from '@cdktf/provider-okta/lib/app-group-assignments/index.js';
import { AppSaml } from '@cdktf/provider-okta/lib/app-saml/index.js';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import type { Groups } from './groups.ts';
import type { Variables } from './variables.ts';

/** The output that the sample app needs; empty if it is not declared. */
export const sampleAppOutputs = {
  okta_sample_saml_app: '${join("", okta_app_saml.sample[*].entity_key)}',
};

/**
 * The sample app of another company signs its users in by SAML, so that the dashboard has a tile of each kind. Declared
 * where the address of the sample app is known.
 */
export function declareSampleApp(
  scope: Construct,
  { name, sampleAppUrl }: Variables,
  authenticationPolicy: string,
  groups: Groups,
): void {
  const url = sampleAppUrl.stringValue;
  const acs = `${url}/saml/acs`;
  const count = Token.asNumber(`\${var.${sampleAppUrl.friendlyUniqueId} == "" ? 0 : 1}`);
  new AppSaml(scope, 'sample', {
    label: `${name.stringValue} Tally`,
    authenticationPolicy,
    ssoUrl: acs,
    recipient: acs,
    destination: acs,
    audience: `${url}/saml/metadata`,
    subjectNameIdTemplate: '$${user.userName}',
    subjectNameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
    responseSigned: true,
    assertionSigned: true,
    signatureAlgorithm: 'RSA_SHA256',
    digestAlgorithm: 'SHA256',
    honorForceAuthn: true,
    authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
    attributeStatements: [
      { type: 'EXPRESSION', name: 'firstName', values: ['user.firstName'] },
      { type: 'EXPRESSION', name: 'lastName', values: ['user.lastName'] },
      { type: 'EXPRESSION', name: 'email', values: ['user.email'] },
      { type: 'GROUP', name: 'groups', filterType: 'REGEX', filterValue: '.*' },
    ],
    hideWeb: false,
    hideIos: false,
    count,
  });
  new AppGroupAssignments(scope, 'sample_everyone', {
    appId: '${okta_app_saml.sample[0].id}',
    group: [{ id: groups.everyone.id, priority: 1, profile: JSON.stringify({}) }],
    count,
  });
}
