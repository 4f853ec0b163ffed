import { ManagementApi, ManagementApiError } from '../provision/management-api.ts';
import type { Authorize } from '../provision/authorize.ts';
import type { Fields, Value } from '../provision/value.ts';
import type { Answer, Door } from './door.ts';
import { waitingFor } from './stopwatch.ts';
import { Trouble } from './trouble.ts';

/**
 * The org as its Management API tells it, asked through the doctor's door. Every answer is kept for the examination:
 * checks that look at the same thing share one request. Where the org itself is the matter, a Trouble says so.
 */
export class OrgApi extends ManagementApi {
  readonly #door: Door;
  readonly #kept = new Map<string, Promise<Answer>>();

  constructor(url: string, authorize: Authorize, door: Door) {
    super(url, authorize);
    this.#door = door;
  }

  /** Whatever the org answers, errors too. */
  get(path: string): Promise<Answer> {
    const known = this.#kept.get(path);
    if (known) return waitingFor(new URL(this.orgUrl).host, known);
    const asked = this.#ask('GET', path);
    this.#kept.set(path, asked);
    return asked;
  }

  /** Nothing of a collection whose owner is not there. */
  override async list(path: string): Promise<Fields[]> {
    return super.list(path).catch((error: unknown) => {
      if (error instanceof ManagementApiError && error.status === 404) return [];
      throw error;
    });
  }

  /** What was read before a change is asked for anew. */
  protected override async answer(method: string, path: string, body?: Value): Promise<Response> {
    if (method === 'GET') return (await this.get(path)).expectOkta().response();
    this.#kept.clear();
    const answer = await this.#ask(method, path, body);
    if (answer.status >= 400)
      throw new Trouble('broken', answer.asked, `the org refused the change: ${answer.text.slice(0, 300)}`);
    return answer.response();
  }

  async #ask(method: string, path: string, body?: Value): Promise<Answer> {
    const { url, ...request } = await this.prepare(method, path, body);
    return this.#door.ask(url, request);
  }
}
