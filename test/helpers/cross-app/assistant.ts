import { ManagementApi } from '../../../cli/provision/management-api.ts';
import { text } from '../../../cli/provision/kinds/kind.ts';
import type { Fields } from '../../../cli/provision/value.ts';
import { type Demo, person } from '../demo.ts';
import { Visitor, locationOf } from '../visitor.ts';
import { agents } from './agent.ts';

/** What the assistant did for a sentence, as its page shows it. */
export interface Turn {
  readonly sentence: string;
  readonly answer: string;
  /** Such as `place_order 403`. */
  readonly steps: readonly string[];
  readonly html: string;
}

const textOf = (html: string): string =>
  html
    .replace(/<span class="visually-hidden">.*?<\/span>/g, '')
    .replace(/<[^>]+>/g, '')
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .trim();

/** A person at the assistant, in a browser of their own. */
export class AssistantUser extends Visitor {
  readonly #demo: Demo;
  constructor(demo: Demo) {
    super();
    this.#demo = demo;
  }

  async signIn(kind: Parameters<typeof person>[0]): Promise<void> {
    const begun = await this.fetch(`${this.#demo.assistant}/login`);
    const callback = await this.authorize(locationOf(begun).href, person(kind));
    const back = await this.fetch(callback.href);
    if (back.status !== 302) throw new Error(`The assistant answered ${back.status}.`);
  }

  async page(): Promise<string> {
    return (await this.fetch(`${this.#demo.assistant}/`)).text();
  }

  async csrf(): Promise<string> {
    return /name="_csrf" value="([^"]+)"/.exec(await this.page())?.[1] ?? '';
  }

  async ask(sentence: string): Promise<Turn> {
    const sent = await this.post(`${this.#demo.assistant}/ask`, { sentence, _csrf: await this.csrf() });
    if (sent.status !== 303) throw new Error(`The assistant answered ${sent.status}.`);
    const html = /<li class="turn" id="last">([\s\S]*?)\n {6}<\/li>/.exec(await this.page())?.[1] ?? '';
    const one = (pattern: RegExp): string => textOf(pattern.exec(html)?.[1] ?? '');
    return {
      sentence: one(/<p class="sentence">([\s\S]*?)<\/p>/),
      answer: one(/<p class="answer">([\s\S]*?)<\/p>/),
      steps: [...html.matchAll(/<summary>[\s\S]*?<code>(.*?)<\/code>[\s\S]*?<b>(.*?)<\/b>/g)].map(
        ([, what = '', status = '']) => `${what} ${status}`,
      ),
      html,
    };
  }
}

/** The org as its administrator uses it for the assistant. */
export async function assistantInOrg({ org, apiToken, environment }: Demo) {
  const api = new ManagementApi(org, apiToken);
  const { data } = (await api.read(agents)) as unknown as { data: { id: string; appId?: string }[] };
  const found = data.find(({ appId }) => appId === environment['OKTA_ASSISTANT_CLIENT_ID']);
  const path = `${agents}/${found?.id ?? ''}`;
  const connections = (await api.read(`${path}/connections`)) as unknown as { data: { id: string }[] };
  const connection = `${path}/connections/${connections.data[0]?.id ?? ''}`;
  return {
    api,
    id: found?.id ?? '',
    path,
    /** What the connection allows. */
    allow: (...scopes: string[]) => api.patch(connection, { scopeCondition: 'INCLUDE_ONLY', scopes }),
    userId: async (login: string) => text((await api.read(`/api/v1/users/${login}`))?.id),
    /** A token of the shop's batch job. */
    machineToken: async (scope: string): Promise<string> => {
      const names = [environment['OKTA_SERVICE_CLIENT_ID'], environment['OKTA_SERVICE_CLIENT_SECRET']].join(
        ':',
      );
      const answer = await fetch(`${environment['OKTA_ISSUER']}/v1/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(names).toString('base64')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
      });
      return ((await answer.json()) as { access_token: string }).access_token;
    },
    turn: (on: boolean) => api.post(`${path}/lifecycle/${on ? 'activate' : 'deactivate'}`),
    events: (filter: string): Promise<Fields[]> =>
      api.list(`/api/v1/logs?filter=${encodeURIComponent(filter)}&sortOrder=DESCENDING&limit=20`, {
        pages: 1,
      }),
  };
}
