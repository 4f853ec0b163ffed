/** Koa answering fixed JSON and nothing else: what the API's throughput is held against. Run as a process of its own. */
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
