import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an inline hook was told. */
interface HookCall {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: {
    readonly eventType: string;
    readonly source: string;
    readonly requestType?: string;
    readonly data: {
      readonly context: Readonly<Record<string, object>>;
      readonly [part: string]: unknown;
    };
  };
}

/** What it says: an object is sent as JSON, a text as it is; `late` never answers. */
export interface HookAnswer {
  readonly status?: number;
  readonly body?: unknown;
  readonly late?: boolean;
}

/** The external service of inline hooks: it keeps what it is told, and answers what a test wants. */
export async function startHookService() {
  const calls: HookCall[] = [];
  let answers: readonly HookAnswer[] = [{}];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const body = (text.startsWith('{') ? JSON.parse(text) : {}) as HookCall['body'];
      calls.push({ url: request.url ?? '', headers: request.headers, text, body });
      const answer = answers[Math.min(calls.length, answers.length) - 1] ?? {};
      if (answer.late === true) return;
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' });
      const { body: said } = answer;
      response.end(typeof said === 'string' ? said : said === undefined ? '' : JSON.stringify(said));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    calls,
    /** Forgets the calls. @param next one answer for each call from now on, the last one for all that follow */
    answer(...next: readonly HookAnswer[]): void {
      calls.length = 0;
      answers = next.length > 0 ? next : [{}];
    },
    /** The body of a request that makes a hook of it. */
    hook: (type: string, config: object = {}, channel = 'HTTP') => ({
      name: `Hook of ${type}`,
      type,
      version: '1.0.0',
      channel: {
        type: channel,
        version: '1.0.0',
        config: {
          uri: url,
          method: 'POST',
          ...(channel === 'HTTP' && {
            authScheme: { type: 'HEADER', key: 'Authorization', value: 'secret' },
          }),
          ...config,
        },
      },
    }),
    close(): void {
      server.closeAllConnections();
      server.close();
    },
  };
}

export type HookService = Awaited<ReturnType<typeof startHookService>>;
