import { ManagementApi, ManagementApiError } from '../provision/management-api.ts';
import type { Authorize } from '../provision/authorize.ts';
import type { Fields, Value } from '../provision/value.ts';
import type { Answer, Door } from './door.ts';
import { waitingFor } from './stopwatch.ts';
import { Trouble } from './trouble.ts';

/**
 * The org as returned by its Management API, through the doctor's HTTP client. Responses are cached for the
 * run, so checks that need the same thing share one request. Problems of the org itself are thrown as Trouble.
 */
export class OrgApi extends ManagementApi {
  readonly #door: Door;
  readonly #kept = new Map<string, Promise<Answer>>();

  constructor(url: string, authorize: Authorize, door: Door) {
    super(url, authorize);
    this.#door = door;
  }

  /** Any response of the org, including errors. */
  get(path: string): Promise<Answer> {
    const known = this.#kept.get(path);
    if (known) return waitingFor(new URL(this.orgUrl).host, known);
    const asked = this.#ask('GET', path);
    this.#kept.set(path, asked);
    return asked;
  }

  override async text(path: string): Promise<string> {
    const answer = await this.get(path);
    return (answer.status === 200 ? answer : answer.expectOkta()).text;
  }

  /** Empty if the collection's owner does not exist. */
  override async list(path: string): Promise<Fields[]> {
    return super.list(path).catch((error: unknown) => {
      if (error instanceof ManagementApiError && error.status === 404) return [];
      throw error;
    });
  }

  /** Data read before a change is fetched again. */
  protected override async answer(method: string, path: string, body?: Value): Promise<Response> {
    if (method === 'GET') return (await this.get(path)).expectOkta().response();
    this.#kept.clear();
    const answer = await this.#ask(method, path, body);
    if (answer.status >= 400)
      throw new Trouble('broken', answer.asked, `the org rejected the change: ${answer.text.slice(0, 300)}`);
    return answer.response();
  }

  async #ask(method: string, path: string, body?: Value): Promise<Answer> {
    const { url, ...request } = await this.prepare(method, path, body);
    return this.#door.askRepeatedly(url, request);
  }
}
