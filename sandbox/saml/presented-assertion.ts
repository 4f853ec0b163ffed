import { XMLSerializer } from '@xmldom/xmldom';
import { verifiedRoot } from './signature.ts';
import { assertionNs, childrenOf, parseXml, protocolNs, textOf } from './xml.ts';

/** An assertion that an app shows at the token endpoint, as far as a signature covers it. */
export interface PresentedAssertion {
  readonly id: string;
  readonly issuer: string;
  readonly nameId: string;
  readonly nameFormat: string | undefined;
  readonly audiences: readonly string[];
  /** Where it may be shown (bearer confirmation). */
  readonly recipients: readonly string[];
  /** Milliseconds since the epoch. */
  readonly notBefore: number | undefined;
  readonly expiresAt: number;
  /** An attribute with several values is a list. */
  readonly attributes: Readonly<Record<string, string | readonly string[]>>;
}

const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';

/**
 * Reads an assertion, alone or in a response, and only what the issuer's signature covers (RFC 7522, section 3).
 * @param encoded base64 or base64url
 * @param certificatesOf those of the issuer that it names
 * @returns undefined if it is not an assertion, or no certificate matches
 */
export function readPresentedAssertion(
  encoded: string,
  certificatesOf: (issuer: string) => readonly string[],
): PresentedAssertion | undefined {
  try {
    const xml = Buffer.from(encoded, 'base64').toString('utf8');
    const claimed = assertionOf(parseXml(xml));
    if (claimed === undefined) return undefined;
    for (const certificate of certificatesOf(contentOf(claimed).issuer)) {
      const covered =
        verifiedRoot(xml, certificate) ??
        verifiedRoot(new XMLSerializer().serializeToString(claimed), certificate);
      const assertion = covered && assertionOf(covered);
      if (assertion) return contentOf(assertion);
    }
  } catch {
    // If it cannot be parsed, it is not an assertion.
  }
  return undefined;
}

/** The root itself, or the only assertion of a response. */
function assertionOf(root: Element): Element | undefined {
  if (root.localName === 'Assertion' && root.namespaceURI === assertionNs) return root;
  if (root.localName !== 'Response' || root.namespaceURI !== protocolNs) return undefined;
  const [only, another] = childrenOf(root, assertionNs, 'Assertion');
  return another === undefined ? only : undefined;
}

/** @throws Error when something is missing that an assertion has */
function contentOf(assertion: Element): PresentedAssertion {
  const [subject] = childrenOf(assertion, assertionNs, 'Subject');
  const [name] = subject ? childrenOf(subject, assertionNs, 'NameID') : [];
  const [conditions] = childrenOf(assertion, assertionNs, 'Conditions');
  const issuer = textOf(assertion, assertionNs, 'Issuer');
  const id = assertion.getAttribute('ID');
  if (!id || issuer === undefined || !subject || !name || !conditions) throw new Error('It is incomplete.');
  const confirmations = childrenOf(subject, assertionNs, 'SubjectConfirmation')
    .filter((each) => each.getAttribute('Method') === bearer)
    .flatMap((each) => childrenOf(each, assertionNs, 'SubjectConfirmationData'));
  const ends = [...confirmations, conditions].flatMap((each) => timeOf(each, 'NotOnOrAfter') ?? []);
  if (confirmations.length === 0 || ends.length === 0) throw new Error('It has no bearer confirmation.');
  const restrictions = childrenOf(conditions, assertionNs, 'AudienceRestriction');
  return {
    ...{ id, issuer, nameId: name.textContent.trim() },
    nameFormat: name.getAttribute('Format') ?? undefined,
    audiences: restrictions
      .flatMap((each) => childrenOf(each, assertionNs, 'Audience'))
      .map(({ textContent }) => textContent.trim()),
    recipients: confirmations.map((each) => each.getAttribute('Recipient') ?? ''),
    notBefore: timeOf(conditions, 'NotBefore'),
    expiresAt: Math.min(...ends),
    attributes: attributesOf(assertion),
  };
}

function timeOf(element: Element, name: string): number | undefined {
  const text = element.getAttribute(name);
  if (!text) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new Error(`${name} is not a time.`);
  return time;
}

function attributesOf(assertion: Element): PresentedAssertion['attributes'] {
  const all = childrenOf(assertion, assertionNs, 'AttributeStatement').flatMap((each) =>
    childrenOf(each, assertionNs, 'Attribute'),
  );
  return Object.fromEntries(
    all.map((each) => {
      const values = childrenOf(each, assertionNs, 'AttributeValue').map(({ textContent }) =>
        textContent.trim(),
      );
      const [first = '', ...more] = values;
      return [each.getAttribute('Name') ?? '', more.length === 0 ? first : values] as const;
    }),
  );
}

/** Whether it is valid now, by clocks that may differ. @param skew milliseconds */
export const isTimely = ({ notBefore, expiresAt }: PresentedAssertion, now: number, skew: number): boolean =>
  expiresAt > now - skew && (notBefore === undefined || notBefore <= now + skew);
