import { z } from 'zod';

/**
 * The events of `terraform … -json` that we use, one per line.
 * https://developer.hashicorp.com/terraform/internals/machine-readable-ui
 */
const resource = z.object({ addr: z.string() });
const change = z.object({
  resource,
  action: z.string(),
  importing: z.unknown().optional(),
});
const hook = z.object({ resource, action: z.string().default('') });
const diagnostic = z.object({
  severity: z.string(),
  summary: z.string(),
  detail: z.string().default(''),
  address: z.string().optional(),
});
const event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('planned_change'), change }),
  z.object({ type: z.literal('resource_drift'), change }),
  z.object({ type: z.literal('apply_start'), hook }),
  z.object({ type: z.literal('apply_complete'), hook }),
  z.object({ type: z.literal('apply_errored'), hook }),
  z.object({ type: z.literal('diagnostic'), diagnostic }),
]);

export type TerraformEvent = z.output<typeof event>;
export type Diagnostic = z.output<typeof diagnostic>;

/** The event on a line; undefined for unused kinds and lines that are not events. */
export function parseEvent(line: string): TerraformEvent | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return event.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
