/** The parts of the package that authorities need; its dependency container requires a polyfill to be loaded first. */
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
