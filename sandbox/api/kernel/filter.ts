import { OktaError } from '../../org/kernel/errors.ts';

/** One comparison of a filter: `profile.login sw "ada"`. The wanted text is in lower case. */
export interface Comparison {
  readonly path: string;
  readonly operator: string;
  readonly wanted: string;
}

/**
 * The value at a path such as `profile.login`, or undefined.
 * @param literal the compared value, as written: if there are too many values, only say whether this is one of them
 */
type ValueAt = (path: string, literal?: string) => unknown;

/** Decides whether a thing matches. */
export interface Filter {
  (valueAt: ValueAt): boolean;
  /** Whatever matches makes a comparison in each of these lists true: with an index for one list, only few need a test. */
  readonly covers: readonly (readonly Comparison[])[];
}

const filter = (decide: (valueAt: ValueAt) => boolean, covers: Filter['covers']): Filter =>
  Object.assign(decide, { covers });

/** What every one of them lets pass. */
const allOf = (parts: readonly Filter[]): Filter =>
  filter(
    (valueAt) => parts.every((part) => part(valueAt)),
    parts.flatMap((part) => part.covers),
  );

/** What an expression gets that cannot be read, or that names what cannot be searched. */
export const invalidCriteria = (): OktaError => new OktaError(400, 'E0000031', 'Invalid search criteria.');

/** Maximum nesting of parentheses: no one writes more by hand, and each level uses stack. */
const deepest = 50;

/**
 * Parses a SCIM filter as accepted by Okta's `filter` and `search`: `eq sw co ew gt ge lt le pr`, `and`, `or`,
 * `not`, parentheses. Text comparisons ignore case, as in Okta.
 * @param knows whether a path may be used, with that operator
 * @param allowsNe only the System Log accepts `ne`
 * @throws OktaError 400 E0000031
 * @see RFC 7644, section 3.4.2.2
 */
export function parseFilter(expression: string, knows: Knows, allowsNe = false): Filter {
  const parser = new Parser(tokenise(expression), knows, allowsNe);
  return parser.whole();
}

/**
 * The condition of the query parameters that are expressions; if there are several, all must be true.
 * @param known parameter → what may be used in it
 * @returns undefined if there is no filter
 * @throws OktaError 400 E0000031
 */
export function filterOf(query: URLSearchParams, known: Readonly<Record<string, Knows>>): Filter | undefined {
  const parts = Object.entries(known).flatMap(([name, knows]) => {
    const expression = query.get(name);
    return expression ? [parseFilter(expression, knows)] : [];
  });
  return parts.length > 0 ? allOf(parts) : undefined;
}

type Knows = (path: string, operator: string) => boolean;
type Token = { readonly kind: 'word' | 'text' | 'open' | 'close'; readonly value: string };

function tokenise(expression: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /(\()|(\))|"((?:[^"\\]|\\.)*)"|([^\s()"]+)|\s+/y;
  while (pattern.lastIndex < expression.length) {
    const match = pattern.exec(expression);
    if (!match) throw invalidCriteria();
    const [, open, close, quoted, word] = match;
    if (open !== undefined) tokens.push({ kind: 'open', value: open });
    else if (close !== undefined) tokens.push({ kind: 'close', value: close });
    else if (quoted !== undefined) tokens.push({ kind: 'text', value: quoted.replace(/\\(.)/g, '$1') });
    else if (word !== undefined) tokens.push({ kind: 'word', value: word });
  }
  return tokens;
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #knows: Knows;
  readonly #allowsNe: boolean;
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], knows: Knows, allowsNe: boolean) {
    this.#tokens = tokens;
    this.#knows = knows;
    this.#allowsNe = allowsNe;
  }

  whole(): Filter {
    const filter = this.#or();
    if (this.#next !== this.#tokens.length) throw invalidCriteria();
    return filter;
  }

  #or(): Filter {
    const parts = [this.#and()];
    while (this.#takeWord('or')) parts.push(this.#and());
    const [only] = parts;
    if (only && parts.length === 1) return only;
    const covers = parts.map((part) => part.covers[0] ?? []);
    return filter(
      (valueAt) => parts.some((part) => part(valueAt)),
      covers.every((cover) => cover.length > 0) ? [covers.flat()] : [],
    );
  }

  #and(): Filter {
    const parts = [this.#not()];
    while (this.#takeWord('and')) parts.push(this.#not());
    return allOf(parts);
  }

  #not(): Filter {
    if (!this.#takeWord('not')) return this.#primary();
    const inner = this.#primary();
    return filter((valueAt) => !inner(valueAt), []);
  }

  #primary(): Filter {
    if (this.#tokens[this.#next]?.kind !== 'open') return this.#comparison();
    this.#next += 1;
    this.#depth += 1;
    if (this.#depth > deepest) throw invalidCriteria();
    const inner = this.#or();
    if (this.#take().kind !== 'close') throw invalidCriteria();
    this.#depth -= 1;
    return inner;
  }

  #comparison(): Filter {
    const path = this.#take();
    const operator = this.#take();
    if (path.kind !== 'word' || operator.kind !== 'word') throw invalidCriteria();
    const name = operator.value.toLowerCase();
    if (!this.#knows(path.value, name)) throw invalidCriteria();
    if (name === 'pr') return filter((valueAt) => isPresent(valueAt(path.value)), []);
    const compare = operators[name];
    if (!compare || (name === 'ne' && !this.#allowsNe)) throw invalidCriteria();
    const literal = this.#take();
    if (literal.kind === 'open' || literal.kind === 'close') throw invalidCriteria();
    if (literal.kind === 'word' && literal.value.startsWith("'")) throw invalidCriteria(); // texts are in double quotes
    const wanted = literal.value.toLowerCase();
    const comparison = { path: path.value, operator: name, wanted };
    return filter(
      (valueAt) => matches(valueAt(path.value, literal.value), wanted, name, compare),
      [[comparison]],
    );
  }

  #take(): Token {
    const token = this.#tokens[this.#next];
    if (!token) throw invalidCriteria();
    this.#next += 1;
    return token;
  }

  #takeWord(word: string): boolean {
    const token = this.#tokens[this.#next];
    if (token?.kind !== 'word' || token.value.toLowerCase() !== word) return false;
    this.#next += 1;
    return true;
  }
}

type Compare = (actual: string, wanted: string) => boolean;

const ordered =
  (decide: (order: number) => boolean): Compare =>
  (actual, wanted) =>
    decide(order(actual, wanted));

const operators: Readonly<Record<string, Compare>> = {
  eq: (actual, wanted) => order(actual, wanted) === 0,
  ne: (actual, wanted) => order(actual, wanted) !== 0,
  sw: (actual, wanted) => actual.startsWith(wanted),
  co: (actual, wanted) => actual.includes(wanted),
  ew: (actual, wanted) => actual.endsWith(wanted),
  gt: ordered((sign) => sign > 0),
  ge: ordered((sign) => sign >= 0),
  lt: ordered((sign) => sign < 0),
  le: ordered((sign) => sign <= 0),
};

/** One matching element of an array is enough; a missing value matches only `ne`. */
function matches(actual: unknown, wanted: string, operator: string, compare: Compare): boolean {
  if (!isPresent(actual)) return operator === 'ne';
  const values = Array.isArray(actual) ? (actual as unknown[]) : [actual];
  return values.some((value) => compare(String(value).toLowerCase(), wanted));
}

const isPresent = (value: unknown): boolean =>
  value != null && value !== '' && !(Array.isArray(value) && value.length === 0);

/** Times compare as times (any ISO 8601 form), numbers as numbers, the rest as text. */
function order(actual: string, wanted: string): number {
  const isTime = /^\d{4}-\d\d-\d\dt/.test(actual) && /^\d{4}-\d\d-\d\d/.test(wanted);
  const [a, b] = isTime ? [Date.parse(actual), Date.parse(wanted)] : [Number(actual), Number(wanted)];
  if (actual !== '' && wanted !== '' && !Number.isNaN(a) && !Number.isNaN(b)) return a - b;
  return actual < wanted ? -1 : actual > wanted ? 1 : 0;
}

/** Reads dotted paths from a JSON object. */
export const pathReader =
  (root: unknown): ((path: string) => unknown) =>
  (path) => {
    let value: unknown = root;
    for (const key of path.split('.')) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
      value = (value as Record<string, unknown>)[key];
    }
    return value;
  };
