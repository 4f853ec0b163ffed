import { z } from 'zod';
import { text } from './readers.ts';

/** Where the shop keeps its data, and how it is operated. */
export const operationsVariables = {
  DB_PATH: {
    meaning: 'The embedded database file.',
    default: '.multidemo/app.db',
    schema: text.default('.multidemo/app.db'),
  },
  DATABASE_URL: {
    meaning: 'A PostgreSQL database to use instead of the embedded one.',
    example: 'postgres://user:password@localhost:5432/multidemo',
    secret: true,
    schema: text
      .refine((value) => /^postgres(ql)?:\/\//.test(value), { error: 'must begin with postgres://' })
      .optional(),
  },
  DRAIN_SECONDS: {
    meaning:
      'How many seconds the shop continues to respond after SIGTERM, with 503 at /status, so that a load balancer sends new requests elsewhere.',
    default: '0',
    schema: z
      .string()
      .regex(/^\d{1,3}$/, 'must be a number of seconds, at most 999')
      .transform(Number)
      .default(0),
  },
  METRICS_TOKEN: {
    meaning: 'Turns on /metrics for Prometheus, which must send this value as a bearer token.',
    example: 'at least sixteen characters that no one can guess',
    secret: true,
    schema: text.min(16, 'must have at least 16 characters').optional(),
  },
};
