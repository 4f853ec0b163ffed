import type { Context } from 'koa';
import type { z } from 'zod';
import { Problem } from './problem.ts';

/** Reads the query. @throws Problem 400 naming each invalid parameter */
export function readQuery<T extends z.ZodType>(ctx: Context, schema: T): z.infer<T> {
  const result = schema.safeParse({ ...ctx.query });
  if (result.success) return result.data;
  throw new Problem(400, 'Invalid query', 'The query has invalid parameters', {
    errors: result.error.issues.map((issue) => ({
      pointer: `?${issue.path.join('.')}`,
      detail: issue.message,
    })),
  });
}
