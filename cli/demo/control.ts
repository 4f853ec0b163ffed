import { UserError } from '../errors.ts';

/** What only the sandbox org can: come back to a state, and answer a person's phone. */
export class Control {
  readonly #orgUrl: string;

  constructor(orgUrl: string) {
    this.#orgUrl = orgUrl;
  }

  /** @returns the id of the state to come back to */
  async take(): Promise<string> {
    const { id } = (await (await this.#send('snapshots', {})).json()) as { id: string };
    return id;
  }

  async restore(id: string): Promise<void> {
    await this.#send('snapshots/restore', { id });
  }

  async push(user: string, isApproved: boolean, number?: number): Promise<void> {
    const answer = isApproved ? 'approve' : 'decline';
    await this.#send('push', { user, answer, ...(number !== undefined && { number }) });
  }

  async #send(what: string, body: object): Promise<Response> {
    const answer = await fetch(`${this.#orgUrl}/__sandbox/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (answer.ok) return answer;
    throw new UserError(`The sandbox refuses ${what}: ${answer.status} ${await answer.text()}`);
  }
}
