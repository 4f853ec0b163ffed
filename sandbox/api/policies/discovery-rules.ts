type Json = Readonly<Record<string, unknown>>;

const asObject = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The conditions of a routing rule, with what Okta adds. */
export function discoveryConditions(input: unknown): Json {
  const { network, userIdentifier, app, platform, ...others } = asObject(input);
  return {
    network: network ?? { connection: 'ANYWHERE' },
    ...(platform != null && { platform: { include: [], exclude: [], ...asObject(platform) } }),
    userIdentifier: { patterns: [], ...asObject(userIdentifier) },
    app: { include: apps(asObject(app).include), exclude: apps(asObject(app).exclude) },
    ...others,
  };
}

/** Okta says `name: null` of an app that is named by its id. */
const apps = (listed: unknown): Json[] => asList(listed).map((one) => ({ name: null, ...asObject(one) }));

/** Where a routing rule sends people. Okta says only of rules that fall back to Okta that they do. */
export function discoveryActions(input: unknown): Json {
  const { shouldFallBackToOkta, ...idp } = asObject(asObject(input).idp);
  return {
    idp: {
      ...idp,
      idpSelectionType: idp.idpSelectionType ?? 'SPECIFIC',
      matchCriteria: asList(idp.matchCriteria).map((one) => ({ propertyName: 'name', ...asObject(one) })),
      ...(shouldFallBackToOkta === true && { shouldFallBackToOkta }),
    },
  };
}
