/** What a standard admin role may do, by the resource in the name of a scope: `users` in `okta.users.manage`. */
interface Rights {
  /** Resources to change, and so to read; `all` but those of `never`. */
  readonly manage?: readonly string[] | 'all';
  readonly read?: readonly string[] | 'all';
  /** Single operations, for roles that may do part of what the scope allows. */
  readonly operations?: readonly string[];
  readonly never?: readonly string[];
}

/** Reading and unlocking people: what a help desk does. */
const helpDesk: readonly string[] = [
  'unlockUser',
  'generateResetPasswordToken',
  'forgotPassword',
  'forgotPasswordSetNewPassword',
  'expirePassword',
  'expirePasswordWithTempPassword',
  'resetFactors',
  'enrollFactor',
  'activateFactor',
  'verifyFactor',
  'unenrollFactor',
  'reactivateUser',
  'revokeUserSessions',
];

/**
 * The standard roles; which groups or apps they are narrowed to is not looked at.
 * @see https://help.okta.com/oie/en-us/content/topics/security/administrators-admin-comparison.htm
 */
const rightsOf: Readonly<Record<string, Rights>> = {
  SUPER_ADMIN: { manage: 'all' },
  ORG_ADMIN: {
    manage: 'all',
    read: ['apps', 'appGrants', 'clients', 'authorizationServers'],
    never: ['roles', 'apps', 'appGrants', 'clients', 'authorizationServers'],
  },
  APP_ADMIN: {
    manage: ['apps', 'appGrants', 'clients', 'profileMappings', 'schemas'],
    read: ['users', 'groups', 'logs', 'userTypes', 'policies', 'authorizationServers', 'idps'],
  },
  API_ACCESS_MANAGEMENT_ADMIN: {
    manage: ['authorizationServers', 'clients', 'apps', 'appGrants', 'profileMappings', 'schemas'],
    read: ['users', 'groups', 'logs', 'userTypes'],
  },
  USER_ADMIN: {
    manage: ['users', 'sessions'],
    read: ['groups', 'apps', 'logs', 'userTypes', 'schemas'],
    operations: ['assignUserToGroup', 'unassignUserFromGroup'],
  },
  GROUP_MEMBERSHIP_ADMIN: {
    read: ['users', 'groups', 'userTypes'],
    operations: ['assignUserToGroup', 'unassignUserFromGroup'],
  },
  HELP_DESK_ADMIN: { read: ['users', 'groups', 'userTypes', 'logs'], operations: helpDesk },
  READ_ONLY_ADMIN: { read: 'all', never: ['roles'] },
  REPORT_ADMIN: { read: ['logs'] },
  MOBILE_ADMIN: { manage: ['deviceAssurance'], read: ['users', 'groups', 'apps', 'logs', 'userTypes'] },
};

/**
 * Whether the role allows the call of an endpoint.
 * @param endpoint its operation and scope
 */
export function roleAllows(
  role: string,
  { name, scope }: { readonly name: string; readonly scope: string },
): boolean {
  const { manage = [], read = [], operations = [], never = [] } = rightsOf[role] ?? {};
  if (operations.includes(name)) return true;
  const [, resource = '', verb = ''] = scope.split('.');
  if (manage !== 'all' && manage.includes(resource)) return true;
  if (verb === 'read' && read !== 'all' && read.includes(resource)) return true;
  if (never.includes(resource)) return false;
  return manage === 'all' || (verb === 'read' && read === 'all');
}
