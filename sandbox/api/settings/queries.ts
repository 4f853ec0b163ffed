type OfOperations = Readonly<Record<string, readonly string[]>>;

/** Query parameters of Okta's operations that the sandbox does not act on: an answer says so. docs/sandbox.md lists them. */
export const idleParameters: OfOperations = {
  getUser: ['expand'],
  listApplications: ['alwaysIncludeVpnSettings'],
  listPolicies: ['resourceId'],
  listUsers: ['expand'],
};

/** Parameters whose effect is the default: they are not reported. */
const moot: OfOperations = {
  enrollFactor: ['updatePhone'], // a second number takes the place of a pending one anyway
  getScopeConsentGrant: ['expand'], // the scope comes along anyway, as in Okta's examples
  listApplications: ['includeNonDeleted', 'useOptimization'], // inactive apps are listed, and whole
  listScopeConsentGrants: ['expand'],
  revokeUserSessions: ['forgetDevices'], // no device is remembered
  unenrollFactor: ['removeRecoveryEnrollment'], // recovery uses the factor itself
};

/** The unread parameters that the response has to name. */
export const idleAmong = (operation: string, unread: readonly string[]): readonly string[] =>
  unread.filter((name) => moot[operation]?.includes(name) !== true);
