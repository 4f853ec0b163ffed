import type { OrgContext } from '../kernel/context.ts';
import type { Mapping } from '../idps/model.ts';
import { Shelf } from '../kernel/shelf.ts';

type Properties = Mapping['properties'];

const notPushed = (expressions: Readonly<Record<string, string>>): Properties =>
  Object.fromEntries(
    Object.entries(expressions).map(([name, expression]) => [name, { expression, pushStatus: 'DONT_PUSH' }]),
  );

/** What comes from a SAML identity provider into the profile of a person, as Okta sets it up. */
const fromSaml = notPushed({
  firstName: 'source.firstName',
  lastName: 'source.lastName',
  email: 'source.email',
  mobilePhone: 'source.mobilePhone',
  login: 'source.userName',
});

/** The same from an OIDC provider. */
const fromOidc = notPushed({
  login: 'appuser.email',
  displayName: 'appuser.displayName',
  nickName: 'appuser.nickname',
  firstName: 'appuser.firstName',
  middleName: 'appuser.middleName',
  lastName: 'appuser.lastName',
  email: 'appuser.email',
  profileUrl: 'appuser.profile',
  timezone: 'appuser.zoneinfo == null ? "America/Los_Angeles" : appuser.zoneinfo',
  primaryPhone: 'appuser.phoneNumber',
  streetAddress: 'appuser.street_address',
  city: 'appuser.locality',
  state: 'appuser.region',
  zipCode: 'appuser.postalCode',
  countryCode: 'appuser.country',
});

/** How attributes go between profiles. */
export class Mappings extends Shelf<Mapping> {
  constructor(context: OrgContext) {
    super(context, 'mappings', 'mapping', 'ProfileMapping');
  }

  /** What Okta sets up with a new identity provider: its users become people of that type. */
  createForProvider(
    provider: { readonly id: string; readonly type: string },
    userType: { readonly id: string; readonly name: string },
  ): Mapping {
    const saml = provider.type === 'SAML2';
    return this.create({
      sourceId: provider.id,
      sourceName: sourceNames[provider.type] ?? `${provider.type.toLowerCase()}_idp`,
      sourceType: 'appuser',
      targetId: userType.id,
      targetName: userType.name,
      targetType: 'user',
      properties: saml ? fromSaml : fromOidc,
    });
  }

  /** Mappings whose source or target was deleted. */
  forget(id: string): void {
    for (const mapping of this.all()) {
      if (mapping.sourceId === id || mapping.targetId === id) this.delete(mapping);
    }
  }
}

const sourceNames: Readonly<Record<string, string>> = { SAML2: 'saml_idp', OIDC: 'oidc_idp' };
