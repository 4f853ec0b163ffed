type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';

/** A link as most of Okta's resources have it: the address and what may be done there. */
export const link = (
  href: string,
  ...allow: readonly Method[]
): { readonly href: string; readonly hints?: { readonly allow: readonly Method[] } } =>
  allow.length > 0 ? { href, hints: { allow } } : { href };

/** The one of `activate` and `deactivate` that can be done next. */
export const lifecycleLink = (status: string, self: string): Record<string, unknown> => {
  const verb = status === 'ACTIVE' ? 'deactivate' : 'activate';
  return { [verb]: link(`${self}/lifecycle/${verb}`, 'POST') };
};
