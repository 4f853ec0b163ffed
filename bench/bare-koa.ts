/** Koa responding with fixed JSON, the reference for the API's throughput. Runs as a separate process. */
import Koa from 'koa';
import type { AddressInfo } from 'node:net';

const body = Buffer.from(process.argv[2] ?? '', 'base64');
const app = new Koa();
app.use((ctx) => {
  ctx.type = 'application/json';
  ctx.body = body;
});
const server = app.listen(0, 'localhost', () => {
  process.send?.((server.address() as AddressInfo).port);
});
