/** What authorities need of the package, whose container of algorithms wants a polyfill first. */
import 'reflect-metadata';

// By name, because esbuild gives a CommonJS package no named exports when it is imported dynamically.
export {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
