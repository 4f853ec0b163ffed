import { isAlias, parseDocument, visit } from 'yaml';
import { z } from 'zod';
import { screenNamed } from '../../shared/admin-console.ts';
import { UserError } from '../errors.ts';

/** What may be in braces: a demo person, a resource of the demo org's stack, or something that an earlier step created. */
const name = /^((ada|grace|linus)(_login)?|order|product|premium|client|(data\.)?okta_\w+\.\w+(\[0\])?)$/;
const text = z.string().trim().min(1);
const named = text.refine(
  (value) => [...value.matchAll(/\{([^}]*)\}/g)].every(([, one = '']) => name.test(one)),
  'contains a name in braces that is not a person, a resource of the stack or something that a step creates',
);
const path = named.regex(/^\/\S*$/, 'must be a path that begins with /');
const requestTo = (methods: string, what: string) =>
  named.regex(new RegExp(`^(${methods}) /\\S*$`), `must be ${what}`);
const orgRequest = requestTo(
  'POST|PUT|DELETE',
  'POST, PUT or DELETE, and a path of the Management API',
).regex(/ \/(api|workload-principals|oauth2)\//, 'must be a path of the Management API');

const change = z
  .strictObject({
    /** What it means, for the audience. */
    text,
    request: orgRequest,
    body: z.record(z.string(), z.json()).optional(),
    /** Members to replace in the object that is there; the rest stays. */
    set: z.record(z.string(), z.json()).optional(),
    /** The request that undoes it, if it cannot be derived; false if there is none. */
    undo: z.union([orgRequest, z.literal(false)]).optional(),
  })
  .refine(({ request, set }) => set === undefined || request.startsWith('PUT '), {
    path: ['set'],
    error: 'needs a PUT: it changes fields of an existing object',
  });

const actions = {
  /** A page of the shop. */
  open: path,
  /** The page that a new sign-in opens; the person's previous session is discarded. */
  'sign-in': path,
  /** The email address of a person of the partner company. */
  partner: z.email(),
  /** `first`, or the title of a product. */
  order: text,
  /** How the first pending order is settled with a second factor. */
  approve: z.enum(['push', 'decline']),
  /** A call of the shop's API with the person's token. */
  call: requestTo('GET|POST|PATCH', 'GET, POST or PATCH, and a path of the shop’s API'),
  /** The text of a button on the page that is open. */
  press: text,
  /** How the person responds to the third-party app's request; `silent` if Okta does not ask. */
  consent: z.enum(['accept', 'refuse', 'silent']),
  /** How the person signs in if a passkey is requested. */
  passkey: z.enum(['enroll', 'use', 'password']),
  /** A screen of the Admin Console, by the names of its menu. It is opened by the presenter, and not played. */
  console: text.refine((value) => screenNamed(value) !== undefined, {
    error: 'must be a screen of the Admin Console, as in Reports > System Log',
  }),
  /** A command of multidemo, without its name. */
  run: text,
} as const;
type Action = keyof typeof actions;
const actionNames = Object.keys(actions) as Action[];

const step = z
  .strictObject({
    as: z.enum(['ada', 'grace', 'linus', 'nobody']).default('nobody'),
    /** What the presenter does, if that is not clear from the step. */
    text: text.optional(),
    /** For `call`: what is sent, and which of the person's tokens. */
    body: z.record(z.string(), z.json()).optional(),
    token: z.enum(['person', 'admin']).default('person'),
    /** For `press`: what is typed into the form. */
    fill: z.record(z.string(), z.string()).default({}),
    ...(Object.fromEntries(
      Object.entries(actions).map(([key, schema]) => [key, schema.optional()]),
    ) as unknown as { [Key in Action]: z.ZodOptional<(typeof actions)[Key]> }),
  })
  .superRefine((value, context) => {
    const given = actionNames.filter((key) => value[key] !== undefined);
    if (given.length !== 1)
      context.addIssue({ code: 'custom', message: `must have exactly one of ${actionNames.join(', ')}` });
    if (
      value.as === 'nobody' &&
      given.some((key) => !['open', 'call', 'run', 'partner', 'console'].includes(key))
    )
      context.addIssue({ code: 'custom', path: ['as'], message: 'is missing: who does it?' });
  });

const expectation = z
  .strictObject({
    /** What it says, for the audience. */
    text,
    answer: z
      .strictObject({
        request: named.regex(
          /^(GET|POST|PATCH|PUT|DELETE) \/\S*$/,
          'must be a method and a path; * matches anything',
        ),
        status: z.int().min(100).max(599).optional(),
        contains: named.optional(),
        lacks: text.optional(),
      })
      .optional(),
    claim: z
      .strictObject({ name: text, has: text.optional(), lacks: text.optional(), is: z.json().optional() })
      .refine((claim) => ['has', 'lacks', 'is'].filter((key) => key in claim).length === 1, {
        error: 'must have exactly one of has, lacks, is',
      })
      .optional(),
    event: z
      .strictObject({
        type: text,
        outcome: z.enum(['SUCCESS', 'FAILURE', 'ALLOW', 'DENY', 'CHALLENGE']).optional(),
        /** Somewhere in the event. */
        contains: named.optional(),
        /** `start` if it may have happened in an earlier scene. */
        since: z.enum(['scene', 'start']).default('scene'),
      })
      .optional(),
    /** What the last command has printed. */
    prints: named.optional(),
    as: z.enum(['ada', 'grace', 'linus']).optional(),
  })
  .refine(
    (value) =>
      (['answer', 'claim', 'event', 'prints'] as const).filter((key) => value[key] !== undefined).length ===
      1,
    { error: 'must have exactly one of answer, claim, event, prints' },
  );

/** Something to point at, and the words that find it in the inspector. */
const pointer = z.strictObject({ text, inspector: text });

const scene = z.strictObject({
  title: text,
  say: text,
  begins: z.array(step).default([]),
  break: z.array(change).default([]),
  fix: z.array(change).default([]),
  do: z.array(step).default([]),
  expect: z.array(expectation).min(1, 'must contain at least one expectation'),
  look: z
    .array(z.union([text.transform((said) => ({ text: said, inspector: undefined })), pointer]))
    .default([]),
});

const script = z.strictObject({
  title: text,
  minutes: z.int().min(1).max(60),
  audience: text,
  needs: z
    .strictObject({
      /** `sandbox` if a scene cannot be played on another org. */
      org: z.enum(['any', 'sandbox']).default('any'),
      features: z
        .array(z.enum(['developer', 'portfolio', 'events', 'fulfilment', 'partner', 'agents']))
        .default([]),
    })
    .prefault({}),
  scenes: z.array(scene).min(1),
});

export type Script = z.output<typeof script> & { readonly name: string };
export type Scene = z.output<typeof scene>;
export type Step = z.output<typeof step>;
export type Change = z.output<typeof change>;
export type Expectation = z.output<typeof expectation>;

/**
 * Reads a script strictly: every problem is named, with its key path.
 * @throws UserError
 */
export function parseScript(source: string, file: string, scriptName: string): Script {
  const document = parseDocument(source, { prettyErrors: true });
  let aliases = 0;
  visit(document, (_key, node) => void (aliases += isAlias(node) ? 1 : 0));
  // Errors that follow from the first one are not useful.
  const broken = document.errors
    .slice(0, 1)
    .map(({ message }) => message.split('\n')[0]?.replace(/:$/, '.') ?? message);
  if (aliases > 0) broken.push('Aliases (*) are not used in scripts.');
  if (broken.length > 0) throw wrong(file, broken);
  const read = script.safeParse(document.toJS());
  if (read.success) return { ...read.data, name: scriptName };
  throw wrong(
    file,
    read.error.issues.flatMap((issue) => {
      const at = keyPath(issue.path);
      return issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => `${keyPath([...issue.path, key])}: is not a valid key.`)
        : [`${at}: ${/^[a-z]/.test(issue.message) ? issue.message : lowered(issue.message)}.`];
    }),
  );
}

const wrong = (file: string, problems: readonly string[]): UserError =>
  new UserError(`The script ${file} is not valid:`, problems, { code: 'configuration' });

const lowered = (message: string): string => message.charAt(0).toLowerCase() + message.slice(1);

const keyPath = (keys: readonly PropertyKey[]): string =>
  keys
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${String(key)}`))
    .join('') || 'the script';

/** A step in the form of a script. @throws if it is not a valid step */
export const stepOf = (given: object): Step => step.parse(given);

/** Which of its actions a step is. */
export const actionOf = (one: Step): Action => actionNames.find((key) => one[key] !== undefined) ?? 'open';
