import { bytesOf, prepareGrants } from './grants.ts';
import { requestsPerSecond } from './load.ts';
import { type Table, rate } from './table.ts';
import { connections, signaturesPerSecond } from './throughput.ts';

/** Tokens by each grant whose request can be sent again, next to signing alone. */
export async function measureGrants(table: Table, seconds: number): Promise<void> {
  const { org, requests } = await prepareGrants();
  const bare = signaturesPerSecond(seconds);
  try {
    for (const request of requests) {
      const load = { port: Number(new URL(request.url).port), request: bytesOf(request), connections };
      await requestsPerSecond({ ...load, seconds: 1 });
      const tokens = await requestsPerSecond({ ...load, seconds });
      table.add({
        what: `tokens by ${request.name}`,
        figure: rate(tokens),
        ...{ against: `RSA-2048 signatures, one thread: ${rate(bare)}`, ratio: tokens / bare },
      });
    }
  } finally {
    await org.stop();
  }
}
