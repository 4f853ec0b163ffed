import { type Answer, type ApiRequest, ok } from './route.ts';

/** XML as Okta describes it, or as `application/xml` for those who ask for that, as Terraform's provider does. */
export const xml = ({ headers }: ApiRequest, document: string): Answer =>
  ok(document, {
    'Content-Type': headers.accept?.includes('application/xml') === true ? 'application/xml' : 'text/xml',
  });
