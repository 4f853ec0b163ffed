import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Middleware, Next } from 'koa';
import { z } from 'zod';
import type { FaultSettings } from './fault-settings.ts';
import { OktaError, tooManyRequests } from '../org/kernel/errors.ts';

export const faultsSchema: z.ZodType<FaultSettings> = z.strictObject({
  latency: z.number().int().min(0).max(60_000).optional(),
  rateLimited: z.number().int().min(0).optional(),
  failing: z.number().int().min(0).optional(),
  path: z.string().startsWith('/').optional(),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).optional(),
  after: z.number().int().min(0).optional(),
});

/** Simulated faults, to test how your application handles them. */
export class Faults {
  #settings: FaultSettings = {};

  get settings(): FaultSettings {
    return this.#settings;
  }

  set(settings: FaultSettings): void {
    this.#settings = settings;
  }

  middleware(): Middleware {
    return (ctx, next) => {
      const { latency = 0, rateLimited = 0, failing = 0, path = '/', method = ctx.method } = this.#settings;
      const isSound = latency === 0 && rateLimited === 0 && failing === 0;
      if (isSound || !ctx.path.startsWith(path) || ctx.method !== method) return next();
      const { after = 0 } = this.#settings;
      if (after === 0) return this.#spoil(ctx, next);
      this.#settings = { ...this.#settings, after: after - 1 };
      return next();
    };
  }

  async #spoil(ctx: Context, next: Next): Promise<void> {
    const { latency = 0 } = this.#settings;
    if (latency > 0) await sleep(latency);
    const { rateLimited = 0, failing = 0 } = this.#settings;
    if (rateLimited > 0) {
      this.#settings = { ...this.#settings, rateLimited: rateLimited - 1 };
      ctx.set('X-Rate-Limit-Remaining', '0');
      throw tooManyRequests();
    }
    if (failing > 0) {
      this.#settings = { ...this.#settings, failing: failing - 1 };
      throw new OktaError(500, 'E0000009', 'Internal Server Error');
    }
    await next();
  }
}
