/**
 * The theme format: config.json and data.json as in the Python original, and the optional additions
 * (colors, currency, hero-text, heading-font). The JSON Schemas in themes/ are generated from here.
 */
import { z } from 'zod';
import { error, warning } from './problems.ts';
import type { Problem } from './problems.ts';

const PICTURE_ENDING = /\.(jpe?g|jfif|png|webp|gif|avif)$/i;
/**
 * Letters of any language, digits and a few signs; no leading or double dots, so that no path leaves the
 * folder.
 */
const PICTURE_NAME = /^(?!\.)(?!.*\.\.)[\p{L}\p{N}_ .()&+,'@-]+$/u;
const MARKUP = /<\/?[a-z!][^>]*>|&(#\d+|#x[\da-f]+|[a-z]+);/i;

const text = (example: string, longest: number) =>
  z
    .string(`must be a string, e.g. "${example}"`)
    .trim()
    .min(1, 'must not be empty')
    .max(longest, `must not be longer than ${longest} characters`)
    .meta({ examples: [example] });
const colour = z
  .string('must be a string such as "#1f6f54"')
  .regex(/^#[\da-f]{6}$/i, 'must be # followed by six hexadecimal digits');

const configSchema = z
  .object({
    $schema: z.string().optional(),
    label: text('books', 60).describe('Short name of the theme.'),
    'site-title': text('Okta Cloud Books Warehouse', 80).describe(
      'Title in the top bar and on the home page.',
    ),
    'items-title': text('Books', 40).describe('Heading of the products page, and its menu entry.'),
    'items-title-label': text('books', 40).describe('Word for the products within a sentence.'),
    'action-title': text('Order', 30).describe('Label for the button that places an order.'),
    'orders-title': text('Applications', 40)
      .optional()
      .describe('Heading of the orders page, and its menu entry (default: Orders).'),
    'show-stock': z
      .boolean('must be true or false')
      .optional()
      .describe('False if cards do not show how many items are left.'),
    'price-note': text('per month', 40).optional().describe('Text after each price.'),
    'img-items': z
      .union([z.boolean(), z.enum(['true', 'false'])], 'must be true or false')
      .optional()
      .describe('True if the items’ pictures are in img-items/; otherwise, stock pictures are used.'),
    'hero-text': text('Every book we ever printed.', 200)
      .optional()
      .describe('One sentence on the home page.'),
    currency: z
      .string('must be a string such as "EUR"')
      .regex(/^[A-Z]{3}$/, 'must be a currency code of three capital letters')
      .optional()
      .describe('ISO 4217 code of the prices.'),
    colors: z
      .object(
        { primary: colour.describe('Hover, subtle and text colors are derived from it.') },
        'must be an object',
      )
      .optional(),
    'heading-font': z
      .enum(['sans', 'serif', 'rounded', 'mono'], 'must be sans, serif, rounded or mono')
      .optional()
      .describe('Font family of the headings, from the fonts installed on the computer.'),
  })
  .describe('An Okta Multidemo theme: names, words and colors.');

const itemSchema = z
  .object(
    {
      itemId: z
        .string('must be a string, e.g. "1"')
        .regex(/^[\w.-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, dashes or underscores'),
      name: text('Cloud Atlas', 300).optional(),
      title: text('Cloud Atlas', 300).optional().describe('The same as name; one of the two is required.'),
      description: z
        .string('must be a string')
        .max(1000, 'must not be longer than 1000 characters')
        .optional(),
      category: z.string('must be a string').max(60, 'must not be longer than 60 characters').optional(),
      count: z
        .int('must be a whole number')
        .min(0, 'must not be negative')
        .max(1_000_000, 'must be at most 1000000')
        .default(10)
        .describe('Items in stock at the first start (default: 10).'),
      // The original accepted any JSON value: a text, or null for no price.
      price: z
        .union(
          [
            z.number().min(0).max(10_000_000),
            z
              .string()
              .regex(/^\s*\d{1,7}(\.\d+)?\s*$/)
              .transform(Number),
          ],
          'must be a number from 0 to 10000000',
        )
        .nullish(),
      image: z
        .string('must be the name of a picture')
        .regex(PICTURE_NAME, 'must be a plain file name, without folders')
        .regex(PICTURE_ENDING, 'must end in .jpg, .jpeg, .jfif, .png, .webp, .gif or .avif')
        .max(120, 'must not be longer than 120 characters'),
      target: z.enum(['PUBLIC', 'PREMIUM'], 'must be "PUBLIC" or "PREMIUM"'),
    },
    'must be an object',
  )
  .refine((item: object) => Reflect.has(item, 'name') || Reflect.has(item, 'title'), {
    path: ['name'],
    error: 'is missing',
    // Whatever else is wrong with the item.
    when: ({ value }) => isObject(value),
  });

const listSchema = z
  .array(itemSchema, 'must be a list of items')
  .min(1, 'must contain at least one item')
  .max(200, 'must not contain more than 200 items');

/** The original's plain list, or the list under `items` next to `$schema` for the editor. */
const dataSchema = z
  .union([listSchema, z.object({ $schema: z.string().optional(), items: listSchema })])
  .describe('The items of an Okta Multidemo theme.');

export type ThemeConfig = z.infer<typeof configSchema>;
export type ThemeDataItem = z.infer<typeof itemSchema>;

const REMEDIES: Readonly<Record<string, string>> = {
  label: 'Give the theme a short name, e.g. "label": "books"',
  'site-title': 'Write the shop’s title, e.g. "site-title": "Acme Store"',
  'items-title': 'Write the heading of the catalog, e.g. "items-title": "Products"',
  'items-title-label': 'Write what the items are called in a sentence, e.g. "items-title-label": "products"',
  'action-title': 'Write the order button’s label, e.g. "action-title": "Buy"',
  'orders-title': 'Write what orders are called, e.g. "orders-title": "Applications", or leave it out',
  'show-stock': 'Write false if nothing runs out, or leave it out',
  'price-note': 'Write a few words, e.g. "price-note": "per month", or leave it out',
  'img-items': 'Write true if the pictures are in img-items/, or leave it out for stock pictures',
  'hero-text': 'Shorten it, or leave it out',
  currency: 'Write a code like "USD" or "EUR", or leave it out',
  colors: 'Write "colors": { "primary": "#1f6f54" }, or leave it out',
  primary: 'Write it like "#1f6f54"',
  'heading-font': 'Choose one of them, or leave it out',
  itemId: 'Give each item its own id as a string, e.g. "itemId": "1"',
  name: 'Write the item’s title, e.g. "name": "Cloud Atlas"',
  title: 'Write the item’s title, e.g. "title": "Cloud Atlas"',
  description: 'Write a sentence or two, or ""',
  category: 'Write a word, or ""',
  count: 'Write how many are in stock, e.g. "count": 10',
  price: 'Write a number, e.g. "price": 12.5, or 0 for no price',
  image: 'Name a file in img-items/ or a stock picture, e.g. "image": "anvil.png"',
  target: 'PREMIUM items need the premium claim in the token, PUBLIC ones do not',
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const parseJson = (source: string): unknown => JSON.parse(source);

/** Parses one document; errors become problems with their key path. */
function parseDocument<T>(
  file: string,
  source: string,
  schema: z.ZodType<T>,
  problems: Problem[],
): T | undefined {
  let value: unknown;
  try {
    value = parseJson(source);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    problems.push(
      error(file, '', `is not JSON (${detail})`, 'Fix it; a JSON editor shows where the error is.'),
    );
    return undefined;
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) problems.push(toProblem(file, issue, value));
  return undefined;
}

function toProblem(file: string, issue: z.core.$ZodIssue, document: unknown): Problem {
  const key = keyPath(file, issue.path);
  const last = issue.path.findLast((part) => typeof part === 'string');
  const remedy = REMEDIES[String(last)] ?? 'Compare it with themes/books.';
  const message = valueAt(document, issue.path) === undefined ? 'is missing' : issue.message;
  return error(file, key, message, remedy.endsWith('.') ? remedy : `${remedy}.`);
}

function keyPath(file: string, path: readonly PropertyKey[]): string {
  const parts = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`));
  const joined = parts.join('').replace(/^\./, '');
  return file === 'data.json' && joined.startsWith('[') ? `items${joined}` : joined;
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined),
    document,
  );
}

/** config.json → its values; problems are added to the list. */
export function parseConfig(source: string, problems: Problem[]): ThemeConfig | undefined {
  const config = parseDocument('config.json', source, configSchema, problems);
  if (config === undefined) return undefined;
  for (const key of [
    'site-title',
    'items-title',
    'items-title-label',
    'action-title',
    'label',
    'hero-text',
    'orders-title',
    'price-note',
  ] as const)
    warnOfMarkup('config.json', key, config[key], problems);
  for (const key of Object.keys(parseJson(source) as object).filter((name) => !(name in configSchema.shape)))
    problems.push(
      warning('config.json', key, 'is an unknown key and is ignored', 'Check its spelling, or remove it.'),
    );
  return config;
}

/** data.json → its items; ids must be unique. */
export function parseData(source: string, problems: Problem[]): ThemeDataItem[] | undefined {
  // Parsed according to its form, so that problems refer only to that form.
  const items = /^\s*\{/.test(source)
    ? parseDocument(
        'data.json',
        source,
        z.object({ $schema: z.string().optional(), items: listSchema }),
        problems,
      )?.items
    : parseDocument('data.json', source, listSchema, problems);
  reportRepeatedIds(readItems(source), problems);
  items?.forEach((item, index) => {
    warnOfMarkup('data.json', `items[${index}].name`, item.name ?? item.title, problems);
    warnOfMarkup('data.json', `items[${index}].description`, item.description, problems);
  });
  return items;
}

function reportRepeatedIds(items: readonly unknown[], problems: Problem[]): void {
  const seen = new Map<unknown, number>();
  items.forEach((item, index) => {
    const id: unknown = isObject(item) ? Reflect.get(item, 'itemId') : undefined;
    const first = seen.get(id);
    if (typeof id !== 'string') return;
    if (first === undefined) seen.set(id, index);
    else
      problems.push(
        error(
          'data.json',
          `items[${index}].itemId`,
          `"${id}" is also the id of items[${first}]`,
          'Give each item its own id.',
        ),
      );
  });
}

/** The items of a document, whatever is wrong with them; none if it cannot be read. */
function readItems(source: string): readonly unknown[] {
  try {
    const document = parseJson(source);
    const items: unknown = Array.isArray(document) ? document : Reflect.get(Object(document), 'items');
    return Array.isArray(items) ? items : [];
  } catch {
    return [];
  }
}

/** The pictures that a document names, also where other keys of the items are wrong. */
export function picturesOf(source: string): { readonly index: number; readonly image: string }[] {
  return readItems(source).flatMap((item, index) => {
    const { data: image } = itemSchema.shape.image.safeParse(isObject(item) && Reflect.get(item, 'image'));
    return image === undefined ? [] : [{ index, image }];
  });
}

/** Whether the pictures are the theme's own; undefined if the document does not say so in a readable way. */
export function hasOwnPictures(source: string): boolean | undefined {
  try {
    const given: unknown = Reflect.get(Object(parseJson(source)), 'img-items');
    const { data, success } = configSchema.shape['img-items'].safeParse(given);
    return success ? data === true || data === 'true' : undefined;
  } catch {
    return undefined;
  }
}

function warnOfMarkup(file: string, key: string, value: string | undefined, problems: Problem[]): void {
  if (value !== undefined && MARKUP.test(value))
    problems.push(warning(file, key, 'contains HTML, which is shown as plain text', 'Write plain text.'));
}

/** The published JSON Schemas, by file name in themes/. */
export function jsonSchemas(): Record<string, unknown> {
  const publish = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
  return { 'config.schema.json': publish(configSchema), 'data.schema.json': publish(dataSchema) };
}
