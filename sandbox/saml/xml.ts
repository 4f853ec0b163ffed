import { DOMParser } from '@xmldom/xmldom';

/** The namespaces of SAML 2.0. */
export const protocolNs = 'urn:oasis:names:tc:SAML:2.0:protocol';
export const assertionNs = 'urn:oasis:names:tc:SAML:2.0:assertion';
export const bindings = {
  post: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
  redirect: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect',
};

/**
 * The root element of a document that is all well-formed. Without a document type: its entities could grow without end.
 * @throws Error otherwise
 */
export function parseXml(xml: string): Element {
  if (/<!DOCTYPE/i.test(xml)) throw new Error('It has a document type declaration.');
  const fail = (message: string): never => {
    throw new Error(message);
  };
  const parser = new DOMParser({ errorHandler: { warning: fail, error: fail, fatalError: fail } });
  return parser.parseFromString(xml, 'text/xml').documentElement;
}

/** The children of an element with that name. */
export const childrenOf = (parent: Element, namespace: string, name: string): readonly Element[] =>
  Array.from(parent.childNodes).filter(
    (node): node is Element =>
      node.nodeType === 1 &&
      (node as Element).namespaceURI === namespace &&
      (node as Element).localName === name,
  );

/** The text of the only child with that name; undefined when there is none. */
export const textOf = (parent: Element, namespace: string, name: string): string | undefined =>
  childrenOf(parent, namespace, name)[0]?.textContent.trim();
