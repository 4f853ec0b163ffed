import { generateKeyPair, type JsonWebKey, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { OrgContext } from '../kernel/context.ts';
import type { Dated } from '../kernel/model.ts';
import { Shelf } from '../kernel/shelf.ts';

const generate = promisify(generateKeyPair);

/** A key pair with which the org proves itself when it gets an access token for an inline hook. */
export interface HookKey extends Dated {
  readonly name: string;
  /** By which the public key is published; the `kid` of assertions. */
  readonly keyId: string;
  readonly privateJwk: JsonWebKey & { readonly kty: string };
}

/** The keys of inline hooks. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/HookKey/ */
export class HookKeys extends Shelf<HookKey> {
  constructor(context: OrgContext) {
    super(context, 'hookKeys', 'hookKey', 'HookKey');
  }

  /** The secrets of a new key, generated before the transaction, because that takes time. */
  static async generate(): Promise<Pick<HookKey, 'keyId' | 'privateJwk'>> {
    const { privateKey } = await generate('rsa', { modulusLength: 2048 });
    return { keyId: randomUUID(), privateJwk: { kty: 'RSA', ...privateKey.export({ format: 'jwk' }) } };
  }

  byKeyId(keyId: string): HookKey | undefined {
    return this.all().find((key) => key.keyId === keyId);
  }
}
