import type { Sandbox } from '../../sandbox/index.ts';

type Fields = Readonly<Record<string, unknown>>;

/** An answer of the Management API. */
export interface ApiAnswer {
  readonly status: number;
  readonly type: string | null;
  /** The answer itself; of a list, use `items`. */
  readonly body: Fields;
  /** What a list holds. */
  readonly items: readonly Fields[];
  readonly id: string;
}

export type Call = (method: string, path: string, body?: unknown) => Promise<ApiAnswer>;

/** Calls the Management API of an org in the name of its administrator. */
export const callerOf =
  ({ url, apiToken }: Pick<Sandbox, 'url' | 'apiToken'>): Call =>
  async (method, path, body) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `SSWS ${apiToken}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const said = await response.text();
    const type = response.headers.get('content-type');
    const parsed: unknown = type?.includes('json') === true ? JSON.parse(said) : { text: said };
    const fields = parsed as Fields;
    return {
      status: response.status,
      type,
      body: fields,
      items: Array.isArray(parsed) ? (parsed as Fields[]) : [],
      id: String(fields['id']),
    };
  };
