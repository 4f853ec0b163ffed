import { createServer, request as send } from 'node:http';
import type { OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listenAt } from '../../../shared/listen-at.ts';
import type { SandboxOptions } from '../../../sandbox/index.ts';
import { startInitBench } from '../init.ts';
import type { InitBench } from '../init.ts';
import { freePorts } from '../ports.ts';

/** What the proxy answers instead of the org. */
export interface OtherAnswer {
  status: number;
  body: string;
  headers?: OutgoingHttpHeaders;
}

/** Changes the answer to a request; undefined lets the org answer. */
export type Interfere = (request: { method: string; path: string }) => OtherAnswer | undefined;

export interface ProxiedBench extends InitBench {
  /** The org's other address, around the proxy: the org calls itself by the proxy's. */
  direct: string;
  /** From now on; undefined leaves every answer as it is. */
  interfere(how: Interfere | undefined): void;
  /** What the org says without the proxy's changes. */
  undisturbed<T>(work: () => Promise<T>): Promise<T>;
}

/** An org behind a proxy that changes some of its answers: what a gateway, a plan or another role would answer. */
export async function startProxiedBench(options: SandboxOptions = {}): Promise<ProxiedBench> {
  let port = 0;
  let interfere: Interfere | undefined;
  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    const { method = 'GET', url: path = '/' } = request;
    const other = interfere?.({ method, path });
    if (other) {
      request.resume();
      const headers = {
        date: new Date().toUTCString(),
        'content-type': 'application/json',
        ...other.headers,
      };
      response.writeHead(other.status, headers).end(other.body);
      return;
    }
    const onward = send(
      { host: 'localhost', port, method, path, headers: request.headers, agent: false },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  const stopListening = await listenAt(server, 0, 'localhost');
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  [port = 0] = await freePorts(1);
  const bench = await startInitBench({ ...options, url, port });
  return {
    ...bench,
    direct: `http://localhost:${port}`,
    interfere: (how) => {
      interfere = how;
    },
    undisturbed: async (work) => {
      const how = interfere;
      interfere = undefined;
      return work().finally(() => {
        interfere = how;
      });
    },
    close: async () => {
      const stopped = stopListening();
      server.closeAllConnections();
      await Promise.all([stopped, new Promise((resolve) => server.close(resolve))]);
      await bench.close();
    },
  };
}

/** Okta's error answer. */
export const oktaError = (status: number, errorCode: string, errorSummary: string): OtherAnswer => ({
  status,
  body: JSON.stringify({ errorCode, errorSummary, errorLink: errorCode, errorId: 'oae1', errorCauses: [] }),
});

/** What a gateway in front of the org answers. */
export const gatewayPage = (status: number): OtherAnswer => ({
  status,
  body: '<html><head><title>Bad Gateway</title></head><body>upstream</body></html>',
  headers: { 'content-type': 'text/html' },
});
