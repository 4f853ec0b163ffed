import type { Context, Middleware } from 'koa';
import { sameText } from '../../shared/same-text.ts';
import type { Services } from './services.ts';

/**
 * GET /metrics in Prometheus’ text format, for monitoring that sends METRICS_TOKEN as a bearer token; without that variable
 * there is no such page, and the library is not loaded. The address says nothing about the sender: behind a proxy, everyone
 * comes from this machine.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export async function metrics({
  config,
  store,
}: Pick<Services, 'config' | 'store'>): Promise<Middleware | undefined> {
  const { metricsToken: token } = config;
  if (token === undefined) return undefined;
  const { Gauge, Histogram, Registry, collectDefaultMetrics } = await import('prom-client');
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: 'multidemo_http_request_duration_seconds',
    help: 'Time until the response begins, by part of the shop, method and status',
    labelNames: ['part', 'method', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  new Gauge({
    name: 'multidemo_store_up',
    help: '1 while the store can be written',
    registers: [registry],
    async collect() {
      this.set((await store.isAlive()) ? 1 : 0);
    },
  });
  return async (ctx, next) => {
    if (ctx.path === '/metrics') {
      await answer(ctx, token, registry);
      return;
    }
    const end = durations.startTimer();
    try {
      await next();
    } finally {
      end({ part: partOf(ctx.path), method: methodOf(ctx.method), status: ctx.status });
    }
  };
}

async function answer(
  ctx: Context,
  token: string,
  registry: { readonly contentType: string; metrics(): Promise<string> },
): Promise<void> {
  ctx.set('Cache-Control', 'no-store');
  if (!sameText(ctx.get('authorization'), `Bearer ${token}`)) {
    ctx.status = 401;
    ctx.set('WWW-Authenticate', 'Bearer realm="metrics"');
    ctx.body = 'This page needs METRICS_TOKEN as a bearer token.\n';
    return;
  }
  ctx.set('Content-Type', registry.contentType);
  ctx.body = await registry.metrics();
}

/** Few names: a label with addresses in it would make a series of each. */
function partOf(path: string): string {
  const [, first = ''] = path.split('/');
  if (first === 'api' || first === 'mcp' || first === 'login' || first === 'admin') return first;
  return first === 'assets' || first === 'themes' || first === 'widget' ? 'files' : 'pages';
}

const methodOf = (method: string): string =>
  /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/.test(method) ? method : 'other';
