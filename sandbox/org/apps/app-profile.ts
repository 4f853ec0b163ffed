import type { Profile, User } from '../kernel/model.ts';
import type { App } from './model.ts';

/** The attribute of a person that each standard claim comes from. */
const sources: Readonly<Record<string, string>> = {
  nickname: 'nickName',
  given_name: 'firstName',
  middle_name: 'middleName',
  family_name: 'lastName',
  email: 'email',
  profile: 'profileUrl',
  zoneinfo: 'timezone',
  locale: 'locale',
  phone_number: 'primaryPhone',
  street_address: 'streetAddress',
  locality: 'city',
  region: 'state',
  postal_code: 'zipCode',
  country: 'countryCode',
};

/** What Okta takes of people who say nothing of it. */
const defaults: Profile = { timezone: 'America/Los_Angeles', locale: 'en_US' };

/**
 * The default values of Okta's mapping for a user's app profile. Only OpenID Connect apps have attributes that
 * it could fill.
 * @see https://developer.okta.com/docs/concepts/user-profiles/#profile-mappings
 */
export function mappedProfile({ oauth }: App, { profile }: User): Profile {
  if (!oauth) return {};
  const fullName = [profile.firstName, profile.lastName].filter(Boolean).join(' ');
  const mapped: Record<string, unknown> = { name: profile.displayName ?? fullName };
  for (const [name, source] of Object.entries(sources)) {
    const value = profile[source] ?? defaults[source];
    if (value != null) mapped[name] = value;
  }
  return mapped;
}
