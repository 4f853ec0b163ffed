import type { SettingsOf } from './settings.ts';

const hash =
  'hash.algorithm hash.value hash.salt hash.saltOrder hash.workFactor hash.iterationCount hash.keySize hash.digestAlgorithm';

export const peopleSettings: readonly SettingsOf[] = [
  {
    resource: 'Users',
    operations: ['createUser', 'updateUser', 'replaceUser'],
    effective: {
      'profile profile.*': 'used in tokens, expressions, searches and on pages',
      'credentials.password: value': 'the password',
      [`credentials.password: ${hash}`]: 'an imported password hash',
      'credentials.password.hook: type': 'verifies the password with the password import inline hook',
      'credentials.provider: type name': 'the provider that verifies the password',
      'credentials.recovery_question: question answer': 'the recovery question and its answer',
      groupIds: 'the groups that the user is added to',
      realmId: 'the realm of the user',
      'type: id': 'the user type, which determines the profile schema',
    },
  },
  {
    resource: 'Passwords and recovery questions',
    operations: ['changePassword', 'changeRecoveryQuestion'],
    effective: {
      'oldPassword newPassword password: value':
        'the current password, which is verified, and the new password',
      'oldPassword: value': 'the current password, which is verified',
      'newPassword: value': 'the new password',
      'password: value': 'the current password, which is verified',
      revokeSessions: 'ends all sessions of the user',
      'recovery_question: question answer': 'the recovery question and its answer',
    },
    stored: {
      [`oldPassword: hook.type ${hash}`]: [],
      [`newPassword: hook.type ${hash}`]: [],
      [`password: hook.type ${hash}`]: [],
    },
  },
  {
    resource: 'Factors',
    operations: ['enrollFactor', 'activateFactor', 'verifyFactor'],
    effective: {
      'factorType provider': 'the type and provider of the factor',
      profile: 'the profile of the factor',
      'profile: phoneNumber email question answer':
        'where codes are sent, or the security question and its answer',
      'passCode answer': 'the code or answer to verify',
      useNumberMatchingChallenge: 'the push notification shows three numbers to choose from',
      'attestation clientData authenticatorData signatureData registrationData':
        'the response of a security key',
      'verify: passCode nextPassCode': 'the codes to verify',
    },
    stored: {
      factorProfileId: [],
      'profile: credentialId deviceToken deviceType name phoneExtension platform sharedSecret version': [],
    },
  },
  {
    resource: 'Groups',
    operations: ['addGroup', 'replaceGroup'],
    effective: {
      'profile: name description': 'the name and description of the group, used in claims and expressions',
    },
  },
  {
    resource: 'Group rules',
    operations: ['createGroupRule', 'replaceGroupRule'],
    effective: {
      'name type status': 'the name of the rule, and whether it is active',
      'conditions.expression: type value': 'the users that the rule applies to',
      'conditions.people.users: exclude': 'users that the rule ignores',
      'conditions.people.groups: exclude': 'groups whose members the rule ignores',
      'actions.assignUserToGroups: groupIds': 'the groups that users are added to',
    },
  },
  {
    resource: 'Group owners',
    operations: ['assignGroupOwner'],
    effective: { 'id type': 'the owner of the group' },
  },
  {
    resource: 'Profile mappings',
    operations: ['updateProfileMapping'],
    effective: {},
    stored: { 'properties: expression pushStatus': [], 'properties.*': [] },
  },
  {
    resource: 'Schemas',
    operations: ['updateUserProfile', 'updateGroupSchema', 'updateApplicationUserProfile'],
    effective: {
      'title description properties.profile.allOf.$ref': 'the title and description of the schema',
      'definitions.base.properties definitions.custom.properties': 'the attributes of profiles',
      'definitions.*.properties.*: title description type default':
        'the name, data type and default value of the attribute',
      'definitions.*.properties.*: required minLength maxLength minimum maximum enum pattern format unique':
        'constraints that profiles must meet',
      'definitions.*.properties.*.oneOf: const title': 'display names of the allowed values',
      'definitions.*.properties.*.items.*': 'the items of array attributes',
      'definitions.*.properties.*.permissions: principal action':
        'whether users can view or edit the attribute in their own profile',
      'definitions.*.properties.*: union': 'whether array values from several groups are combined',
    },
    stored: {
      'definitions.*.properties.*: externalName externalNamespace': [],
      'definitions.*.properties.*: mutability': ['READ_WRITE'],
      'definitions.*.properties.*: scope': ['NONE'],
      'definitions.*.properties.*.master: type': ['PROFILE_MASTER'],
      'definitions.*.properties.*.master.priority: type value': [],
    },
  },
  {
    resource: 'Linked object definitions',
    operations: ['createLinkedObjectDefinition'],
    effective: {
      'primary: name title description type': 'the primary side of the relationship',
      'associated: name title description type': 'the associated side of the relationship',
    },
  },
  {
    resource: 'User types',
    operations: ['createUserType', 'updateUserType', 'replaceUserType'],
    effective: { 'name displayName description': 'the name and description of the user type' },
  },
];
