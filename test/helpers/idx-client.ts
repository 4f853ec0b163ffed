import { createHash, randomBytes } from 'node:crypto';
import { decodeJwt, type JWTPayload } from 'jose';
import { IdxConversation } from './idx-conversation.ts';
import type { TestOrg } from './org.ts';
import { Visitor } from './visitor.ts';

/** Speaks to the Identity Engine as a browser app does, one posted remediation after the other. */
export class IdxClient extends IdxConversation<Visitor> {
  readonly #test: TestOrg;
  readonly #verifier = randomBytes(32).toString('base64url');
  interactionHandle = '';

  constructor(test: TestOrg, visitor = new Visitor()) {
    super(visitor);
    this.#test = test;
  }

  /** The answer of `/interact`, whatever it is. */
  async interact(
    changes: Record<string, string | undefined> = {},
    server = '/oauth2/default',
  ): Promise<Response> {
    const parameters: Record<string, string | undefined> = {
      client_id: this.#test.clientId,
      scope: 'openid profile email offline_access',
      redirect_uri: 'http://localhost:9/callback',
      code_challenge: createHash('sha256').update(this.#verifier).digest('base64url'),
      code_challenge_method: 'S256',
      state: 'state-1',
      nonce: 'nonce-1',
      ...changes,
    };
    const form = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) if (value !== undefined) form.set(name, value);
    return this.visitor.fetch(`${this.#test.url}${server}/v1/interact`, { method: 'POST', body: form });
  }

  /** `/interact` and `introspect`. */
  async start(changes: Record<string, string | undefined> = {}): Promise<this> {
    const answer = (await (await this.interact(changes)).json()) as { interaction_handle: string };
    this.interactionHandle = answer.interaction_handle;
    return this.introspect();
  }

  async introspect(): Promise<this> {
    return this.post(`${this.#test.url}/idp/idx/introspect`, { interactionHandle: this.interactionHandle });
  }

  get interactionCode(): string | undefined {
    const field = this.document.successWithInteractionCode?.value.find(
      ({ name }) => name === 'interaction_code',
    );
    return field?.value as string | undefined;
  }

  /** Redeems the interaction code. */
  async redeem(changes: Record<string, string> = {}): Promise<Response> {
    return this.visitor.post(`${this.#test.issuer}/v1/token`, {
      grant_type: 'interaction_code',
      interaction_code: this.interactionCode ?? '',
      client_id: this.#test.clientId,
      redirect_uri: 'http://localhost:9/callback',
      code_verifier: this.#verifier,
      ...changes,
    });
  }

  /** The claims of the ID token that the interaction code brings. */
  async idToken(): Promise<JWTPayload> {
    const { id_token: token } = (await (await this.redeem()).json()) as { id_token: string };
    return decodeJwt(token);
  }
}
