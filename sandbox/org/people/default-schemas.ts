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

/** The attributes that Okta gives to every profile of a kind. */
export const basePropertiesOf = (kind: 'user' | 'group' | 'app'): Readonly<Record<string, SchemaProperty>> =>
  ({ user: userBase, group: groupBase, app: appBase })[kind];
