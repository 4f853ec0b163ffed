import { z } from 'zod';
import { isLoopbackName } from '../../../shared/this-machine.ts';
import { OktaError, invalid } from '../../org/kernel/errors.ts';

/**
 * Parses a body as Okta does: a value of the wrong JSON type makes the body malformed (E0000003), everything
 * else is reported cause by cause (E0000001).
 * @param subject the subject in Okta's summary: `Api validation failed: {subject}`
 */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown, subject: string): T {
  const result = schema.safeParse(body ?? {}, { error: messageOf });
  if (result.success) return result.data;
  const causes = result.error.issues.map(causeOf);
  if (causes.includes(undefined)) {
    throw new OktaError(400, 'E0000003', 'The request body was not well-formed.');
  }
  throw invalid(
    subject,
    causes.filter((cause) => cause !== undefined),
  );
}

/** One issue in Okta's words: `name: The field cannot be left blank`; undefined when the JSON type is wrong. */
function causeOf(issue: z.core.$ZodIssue): string | undefined {
  const field = issue.path.join('.');
  switch (issue.code) {
    case 'invalid_type':
      return issue.message === requiredMessage ? `${field}: ${requiredMessage}` : undefined;
    case 'too_small':
      return `${field}: ${issue.minimum === 1 ? requiredMessage : `The field is too short. Minimum length is ${String(issue.minimum)}.`}`;
    case 'too_big':
      return `${field}: The field is too long. Maximum length is ${String(issue.maximum)}.`;
    case 'invalid_value':
      return issue.message === requiredMessage
        ? `${field}: ${requiredMessage}`
        : `${field}: '${field}' is invalid. Valid values: [${issue.values.map(String).join(', ')}].`;
    case 'custom':
      return field === '' ? issue.message : `${field}: ${issue.message}`;
    default:
      return `${field}: ${issue.message}`;
  }
}

const requiredMessage = 'The field cannot be left blank';

/** A value that is null or absent is missing, whatever its type. */
const messageOf = (issue: z.core.$ZodRawIssue): string | undefined =>
  issue.input == null && (issue.code === 'invalid_type' || issue.code === 'invalid_value')
    ? requiredMessage
    : undefined;

/** A text that must be there and not be empty. */
export const text = (maximum = 255): z.ZodString => z.string().min(1).max(maximum);

/** Whether it is an http or https URL. */
export const isWebAddress = (value: string): boolean => /^https?:$/.test(protocolIn(value));

/** Whether secrets may be sent there: over TLS, or to this machine. */
export const isSafeAddress = (value: string): boolean =>
  protocolIn(value) === 'https:' || (isWebAddress(value) && isLoopbackName(new URL(value).hostname));

const protocolIn = (value: string): string => (URL.canParse(value) ? new URL(value).protocol : '');

/** An optional field; Okta treats null as absent. */
export const optional = <T extends z.ZodType>(schema: T): z.ZodType<z.output<T> | undefined> =>
  schema.nullish().transform((value) => value ?? undefined);

/** Any JSON object. */
export const anyObject = z.record(z.string(), z.unknown());

export const status = z.enum(['ACTIVE', 'INACTIVE']);
