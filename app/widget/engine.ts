import { z } from 'zod';
import { SignInError } from '../auth/errors.ts';
import type { Services } from '../site/services.ts';

/** Which sign-in pipeline an org has. */
export type Engine = 'identity-engine' | 'classic';

const organization = z.object({ pipeline: z.enum(['idx', 'v1']) });

/**
 * Asks the org which engine it runs, once, or again after a failure. An org is migrated from Classic to the
 * Identity Engine only once, so restarting the shop then is enough.
 * https://developer.okta.com/docs/concepts/oie-intro/
 */
export function createEngineSource({
  config,
  outgoing,
}: Pick<Services, 'config' | 'outgoing'>): () => Promise<Engine> {
  const url = `${config.okta.baseUrl}/.well-known/okta-organization`;
  const ask = async (): Promise<Engine> => {
    const response = await outgoing(url, { headers: { accept: 'application/json' } });
    const { pipeline } = organization.parse(await response.json());
    return pipeline === 'idx' ? 'identity-engine' : 'classic';
  };
  let asked: Promise<Engine> | undefined;
  return async () => {
    try {
      return await (asked ??= ask());
    } catch (cause) {
      asked = undefined;
      throw new SignInError(503, 'org-unreachable', undefined, { cause });
    }
  };
}
