import type { SettingsOf } from './settings.ts';

const hash =
  'hash.algorithm hash.value hash.salt hash.saltOrder hash.workFactor hash.iterationCount hash.keySize hash.digestAlgorithm';

export const peopleSettings: readonly SettingsOf[] = [
  {
    resource: 'Users',
    operations: ['createUser', 'updateUser', 'replaceUser'],
    effective: {
      'profile profile.*': 'in tokens, expressions, search and on pages',
      'credentials.password: value': 'the password',
      [`credentials.password: ${hash}`]: 'an imported password',
      'credentials.password.hook: type': 'the password import inline hook is asked for the password',
      'credentials.provider: type name': 'who keeps the password',
      'credentials.recovery_question: question answer': 'asked at recovery',
      groupIds: 'the first groups of the person',
      realmId: 'the realm that the person is in',
      'type: id': 'which schema the profile follows',
    },
  },
  {
    resource: 'Passwords and recovery questions',
    operations: ['changePassword', 'changeRecoveryQuestion'],
    effective: {
      'oldPassword newPassword password: value': 'checked, and the new password',
      'oldPassword: value': 'checked',
      'newPassword: value': 'the new password',
      'password: value': 'checked',
      revokeSessions: 'ends the sessions of the person',
      'recovery_question: question answer': 'asked at recovery',
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
      'factorType provider': 'which factor it is',
      profile: 'of the factor',
      'profile: phoneNumber email question answer': 'where codes go, or what is asked',
      'passCode answer': 'checked',
      useNumberMatchingChallenge: 'the push shows three numbers',
      'attestation clientData authenticatorData signatureData registrationData':
        'what a security key has signed',
      'verify: passCode nextPassCode': 'checked',
    },
    stored: {
      factorProfileId: [],
      'profile: credentialId deviceToken deviceType name phoneExtension platform sharedSecret version': [],
    },
  },
  {
    resource: 'Groups',
    operations: ['addGroup', 'replaceGroup'],
    effective: { 'profile: name description': 'in lists, claims and expressions' },
  },
  {
    resource: 'Group rules',
    operations: ['createGroupRule', 'replaceGroupRule'],
    effective: {
      'name type status': 'what the rule is',
      'conditions.expression: type value': 'whom the rule takes',
      'conditions.people.users: exclude': 'whom it leaves out',
      'conditions.people.groups: exclude': 'whom it leaves out',
      'actions.assignUserToGroups: groupIds': 'where to',
    },
  },
  {
    resource: 'Group owners',
    operations: ['assignGroupOwner'],
    effective: { 'id type': 'who owns the group' },
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
      'title description properties.profile.allOf.$ref': 'what the schema is called',
      'definitions.base.properties definitions.custom.properties': 'the attributes',
      'definitions.*.properties.*: title description type default':
        'what the attribute is, and its first value',
      'definitions.*.properties.*: required minLength maxLength minimum maximum enum pattern format unique':
        'profiles that break it are refused',
      'definitions.*.properties.*.oneOf: const title': 'the names of the allowed values',
      'definitions.*.properties.*.items.*': 'what is in a list',
      'definitions.*.properties.*.permissions: principal action':
        'what people see and change of their own profile',
      'definitions.*.properties.*: union': 'whether lists of several groups are joined',
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
      'primary: name title description type': 'one side of the relationship',
      'associated: name title description type': 'the other side',
    },
  },
  {
    resource: 'User types',
    operations: ['createUserType', 'updateUserType', 'replaceUserType'],
    effective: { 'name displayName description': 'what the type is called' },
  },
];
