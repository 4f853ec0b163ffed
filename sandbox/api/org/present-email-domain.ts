import type { EmailDomain } from '../../org/org/brands.ts';

/** The records that have to be in the domain's zone; the mail provider behind them is made up. */
export function presentEmailDomain(domain: EmailDomain): Record<string, unknown> {
  const host = domain.domain.toLowerCase();
  const mail = `${domain.validationSubdomain}.${host}`;
  const provider = 'mail.sandbox.example';
  const record = (recordType: string, fqdn: string, verificationValue: string): unknown => ({
    recordType,
    fqdn,
    verificationValue,
  });
  return {
    id: domain.id,
    validationStatus: 'NOT_STARTED',
    displayName: domain.displayName,
    userName: domain.userName,
    domain: domain.domain,
    validationSubdomain: domain.validationSubdomain,
    dnsValidationRecords: [
      record('TXT', `_oktaverification.${domain.domain}`, domain.verificationToken),
      record('cname', mail, provider),
      record('cname', `s1._domainkey.${host}`, `s1.domainkey.${provider}`),
      record('cname', `s2._domainkey.${host}`, `s2.domainkey.${provider}`),
    ],
  };
}
