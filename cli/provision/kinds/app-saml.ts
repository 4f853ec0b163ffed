import { z } from 'zod';
import type { ManagementApi, OrgReader } from '../management-api.ts';
import { underPolicy } from './app-oauth.ts';
import { collectionKind, inner } from './kind.ts';
import type { Kind, Made } from './kind.ts';

const statement = z.strictObject({
  type: z.enum(['EXPRESSION', 'GROUP']),
  name: z.string(),
  namespace: z.string().default('urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified'),
  values: z.array(z.string()).optional(),
  filter_type: z.string().optional(),
  filter_value: z.string().optional(),
});

/**
 * A custom SAML app. Undeclared attributes get the values that Terraform's Okta provider sends.
 * https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Application/
 */
const app = collectionKind({
  attributes: z.strictObject({
    label: z.string(),
    sso_url: z.string(),
    recipient: z.string(),
    destination: z.string(),
    audience: z.string(),
    subject_name_id_template: z.string(),
    subject_name_id_format: z.string(),
    response_signed: z.boolean(),
    assertion_signed: z.boolean(),
    signature_algorithm: z.string(),
    digest_algorithm: z.string(),
    honor_force_authn: z.boolean(),
    authn_context_class_ref: z.string(),
    attribute_statements: z.array(statement).default([]),
    hide_web: z.boolean().default(false),
    hide_ios: z.boolean().default(false),
    /** Id of a sign-on policy; if empty, the app has the org's default. */
    authentication_policy: z.string().default(''),
  }),
  collection: () => '/api/v1/apps',
  query: ({ label }) => `?q=${encodeURIComponent(label)}`,
  isSame: (present, { label }) => present.signOnMode === 'SAML_2_0' && present.label === label,
  body: (saml) => ({
    label: saml.label,
    signOnMode: 'SAML_2_0',
    accessibility: { selfService: false },
    visibility: { autoSubmitToolbar: false, hide: { iOS: saml.hide_ios, web: saml.hide_web } },
    credentials: { userNameTemplate: { template: '${source.login}', type: 'BUILT_IN' } },
    settings: {
      implicitAssignment: false,
      signOn: {
        ssoAcsUrl: saml.sso_url,
        recipient: saml.recipient,
        destination: saml.destination,
        audience: saml.audience,
        subjectNameIdTemplate: saml.subject_name_id_template,
        subjectNameIdFormat: saml.subject_name_id_format,
        responseSigned: saml.response_signed,
        assertionSigned: saml.assertion_signed,
        signatureAlgorithm: saml.signature_algorithm,
        digestAlgorithm: saml.digest_algorithm,
        honorForceAuthn: saml.honor_force_authn,
        authnContextClassRef: saml.authn_context_class_ref,
        requestCompressed: false,
        allowMultipleAcsEndpoints: false,
        attributeStatements: saml.attribute_statements.map(
          ({ type, name, namespace, values, filter_type, filter_value }) => ({
            type,
            name,
            namespace,
            ...(values && { values }),
            ...(filter_type !== undefined && { filterType: filter_type }),
            ...(filter_value !== undefined && { filterValue: filter_value }),
          }),
        ),
      },
    },
  }),
  keep: (present) => {
    const { kid } = inner(present, 'credentials', 'signing');
    return kid === undefined ? {} : { credentials: { signing: { kid } } };
  },
  deactivateFirst: true,
});

/** The app's key in its SAML addresses is only in its metadata. */
async function withKey<T extends Made>(api: OrgReader, made: T): Promise<T> {
  if ('entity_key' in made.exports) return made;
  const metadata = await api.text(`/api/v1/apps/${made.id}/sso/saml/metadata`);
  const key = /\/(exk\w+)\/sso\/saml"/.exec(metadata)?.[1];
  return key === undefined ? made : { ...made, exports: { ...made.exports, entity_key: key } };
}

const governed = underPolicy(app);

export const appSaml: Kind = {
  ...governed,
  async find(api, attributes, before) {
    const found = await governed.find(api, attributes, before);
    return found && withKey(api, found);
  },
  create: async (api: ManagementApi, attributes) => withKey(api, await governed.create(api, attributes)),
  update: async (api: ManagementApi, attributes, id) =>
    withKey(api, await governed.update(api, attributes, id)),
  add: async (api: ManagementApi, attributes, found) =>
    withKey(api, await governed.add(api, attributes, found)),
};
