import type { SchemaProperty } from '../kernel/model.ts';

type Access = 'READ_WRITE' | 'READ_ONLY' | 'HIDE';

/** An attribute of the user schema: title, what people may do with their own value, further JSON Schema keywords. */
const attribute = (title: string, self: Access, keywords: Partial<SchemaProperty> = {}): SchemaProperty => ({
  title,
  type: 'string',
  ...keywords,
  mutability: 'READ_WRITE',
  scope: 'NONE',
  permissions: [{ principal: 'SELF', action: self }],
  master: { type: 'PROFILE_MASTER' },
});

/**
 * The 31 base attributes of an Okta user.
 * @see https://developer.okta.com/docs/reference/api/schemas/#user-profile-base-subschema
 */
const userBase: Readonly<Record<string, SchemaProperty>> = {
  login: attribute('Username', 'READ_ONLY', { required: true, minLength: 5, maxLength: 100 }),
  firstName: attribute('First name', 'READ_WRITE', { required: true, minLength: 1, maxLength: 50 }),
  lastName: attribute('Last name', 'READ_WRITE', { required: true, minLength: 1, maxLength: 50 }),
  middleName: attribute('Middle name', 'READ_ONLY'),
  honorificPrefix: attribute('Honorific prefix', 'READ_ONLY'),
  honorificSuffix: attribute('Honorific suffix', 'READ_ONLY'),
  email: attribute('Primary email', 'READ_WRITE', { required: true, format: 'email' }),
  title: attribute('Title', 'READ_ONLY'),
  displayName: attribute('Display name', 'READ_ONLY'),
  nickName: attribute('Nickname', 'READ_ONLY'),
  profileUrl: attribute('Profile Url', 'READ_ONLY', { format: 'uri' }),
  secondEmail: attribute('Secondary email', 'READ_WRITE', { format: 'email' }),
  mobilePhone: attribute('Mobile phone', 'READ_WRITE', { maxLength: 100 }),
  primaryPhone: attribute('Primary phone', 'HIDE', { maxLength: 100 }),
  streetAddress: attribute('Street address', 'HIDE'),
  city: attribute('City', 'HIDE'),
  state: attribute('State', 'HIDE'),
  zipCode: attribute('Zip code', 'HIDE'),
  countryCode: attribute('Country code', 'HIDE', { format: 'country-code' }),
  postalAddress: attribute('Postal Address', 'HIDE'),
  preferredLanguage: attribute('Preferred language', 'READ_ONLY', { format: 'language-code' }),
  locale: attribute('Locale', 'READ_ONLY', { format: 'locale' }),
  timezone: attribute('Time zone', 'READ_ONLY', { format: 'timezone' }),
  userType: attribute('User type', 'READ_ONLY'),
  employeeNumber: attribute('Employee number', 'READ_ONLY'),
  costCenter: attribute('Cost center', 'READ_ONLY'),
  organization: attribute('Organization', 'READ_ONLY'),
  division: attribute('Division', 'READ_ONLY'),
  department: attribute('Department', 'READ_ONLY'),
  managerId: attribute('ManagerId', 'READ_ONLY'),
  manager: attribute('Manager', 'READ_ONLY'),
};

const groupBase: Readonly<Record<string, SchemaProperty>> = {
  name: attribute('Name', 'READ_ONLY', { required: true, minLength: 1, maxLength: 255 }),
  description: attribute('Description', 'READ_ONLY', { minLength: 0, maxLength: 1024 }),
};

const appBase: Readonly<Record<string, SchemaProperty>> = {
  userName: {
    title: 'Username',
    type: 'string',
    required: true,
    scope: 'NONE',
    maxLength: 100,
  },
};

/** An attribute of the users of an OIDC app: a standard claim. */
const claim = (
  title: string,
  description?: string,
  keywords: Partial<SchemaProperty> = {},
): SchemaProperty => ({
  title,
  ...(description !== undefined && { description }),
  type: 'string',
  ...keywords,
  scope: 'SELF',
});

const address = (title: string, description: string, name: string): SchemaProperty =>
  claim(title, description, { externalName: `address.${name}` });

/**
 * The 21 base attributes of the users of an OIDC app, in Okta's words.
 * @see https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims
 */
const oidcBase: Readonly<Record<string, SchemaProperty>> = {
  userName: claim('Username', undefined, { required: true, externalName: 'preferred_username' }),
  name: claim('Name', "End-User's full name in displayable form.", { required: true }),
  nickname: claim('Nickname', 'Casual name of the End-User (may or may not be the same as the given_name)'),
  given_name: claim('Given Name', 'Given name or first name of the End-User.'),
  middle_name: claim('Middle Name', 'Middle name of the End-User.'),
  family_name: claim('Family Name', 'Surname or last name of the End-User.'),
  email: claim('Email', "End-User's preferred e-mail address."),
  profile: claim('Profile URL', "URL of the End-User's profile page."),
  picture: claim('Picture URL', "URL of the End-User's profile picture."),
  website: claim('Website', "URL of the End-User's Web page or blog."),
  gender: claim('Gender', "End-User's gender."),
  birthdate: claim('Birthdate', "End-User's birthday, represented as an ISO 8601:2004 YYYY-MM-DD format."),
  zoneinfo: claim('Time Zone', "String representing the End-User's time zone."),
  locale: claim(
    'Locale Name',
    "ISO3166\u20111 country code in uppercase, separated by a dash (e.g. 'en-US')",
  ),
  phone_number: claim('Phone Number', "End-User's preferred telephone number in E.164 format."),
  street_address: address('Street Address', 'Full street address component.', 'street_address'),
  locality: address('Locality', 'City or locality component.', 'locality'),
  region: address('Region', 'State, province, prefecture, or region component.', 'region'),
  postal_code: address('Postal Code', 'Zip code or postal code component.', 'postal_code'),
  country: address('Country', 'Country name component.', 'country'),
  formatted: address('Formatted', 'Full mailing address, formatted for display.', 'formatted'),
};

export type SchemaKind = 'user' | 'group' | 'app' | 'oidc';

/** The attributes that Okta gives to every profile of a kind. */
export const basePropertiesOf = (kind: SchemaKind): Readonly<Record<string, SchemaProperty>> =>
  ({ user: userBase, group: groupBase, app: appBase, oidc: oidcBase })[kind];
