/** A separate module, because esbuild gives a CommonJS package no named exports when it is imported dynamically. */
export { Client } from '@okta/okta-sdk-nodejs';
