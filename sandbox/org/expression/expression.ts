/**
 * Okta Expression Language, the part that claims, group rules and user-name templates use.
 * https://developer.okta.com/docs/reference/okta-expression-language/
 */
import { callFunction, ExpressionError, isKnownFunction } from './functions.ts';
import type { ExpressionScope } from './scope.ts';

export { ExpressionError };

type Node =
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'path'; readonly names: readonly string[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[] }
  | { readonly kind: 'array'; readonly items: readonly Node[] }
  | { readonly kind: 'not'; readonly operand: Node }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Node; readonly right: Node }
  | { readonly kind: 'choice'; readonly test: Node; readonly then: Node; readonly otherwise: Node };

const tokenPattern =
  /\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(\d+(?:\.\d+)?)|([A-Za-z_$][\w$]*)|(==|!=|<=|>=|&&|\|\||[<>!+?:(),.[\]{}]))/y;

/** Binary operators by rank, the loosest first. */
const ranks: readonly (readonly string[])[] = [
  ['OR', 'or', '||'],
  ['AND', 'and', '&&'],
  ['==', '!=', 'eq', 'ne', 'EQ', 'NE'],
  ['<', '<=', '>', '>='],
  ['+'],
];

/**
 * Reads an expression.
 * @throws ExpressionError naming what could not be read
 */
export function parseExpression(text: string): Node {
  const tokens = tokenise(text);
  let position = 0;
  const peek = (): string | undefined => tokens[position];
  const take = (expected?: string): string => {
    const token = tokens[position];
    if (token === undefined) throw new ExpressionError(`the expression ends where more was expected`);
    if (expected !== undefined && token !== expected)
      throw new ExpressionError(`'${expected}' was expected before '${token}'`);
    position += 1;
    return token;
  };
  const list = (end: string): Node[] => {
    const items: Node[] = [];
    while (peek() !== end) {
      items.push(choice());
      if (peek() !== end) take(',');
    }
    take(end);
    return items;
  };

  function choice(): Node {
    const test = binary(0);
    if (peek() !== '?') return test;
    take('?');
    const then = choice();
    take(':');
    return { kind: 'choice', test, then, otherwise: choice() };
  }

  function binary(rank: number): Node {
    const operators = ranks[rank];
    if (operators === undefined) return unary();
    let left = binary(rank + 1);
    for (let operator = peek(); operator !== undefined && operators.includes(operator); operator = peek()) {
      take();
      left = { kind: 'binary', operator: normalise(operator), left, right: binary(rank + 1) };
    }
    return left;
  }

  function unary(): Node {
    if (peek() !== '!' && peek() !== 'NOT' && peek() !== 'not') return primary();
    take();
    return { kind: 'not', operand: unary() };
  }

  function primary(): Node {
    const token = take();
    if (token === '(') {
      const inner = choice();
      take(')');
      return inner;
    }
    if (token === '{') return { kind: 'array', items: list('}') };
    if (/^["']/.test(token)) return { kind: 'literal', value: unquote(token) };
    if (/^\d/.test(token)) return { kind: 'literal', value: Number(token) };
    if (token === 'null') return { kind: 'literal', value: null };
    if (token === 'true' || token === 'false') return { kind: 'literal', value: token === 'true' };
    if (!/^[A-Za-z_$]/.test(token)) throw new ExpressionError(`'${token}' was not expected`);
    const names = [token];
    while (peek() === '.') {
      take('.');
      names.push(take());
    }
    if (peek() !== '(') return { kind: 'path', names };
    take('(');
    const name = names.join('.');
    if (!isKnownFunction(name)) throw new ExpressionError(`the function ${name} is not supported`);
    return { kind: 'call', name, args: list(')') };
  }

  const tree = choice();
  if (position < tokens.length) throw new ExpressionError(`'${String(peek())}' was not expected`);
  return tree;
}

/** The value of an expression; a name that nothing provides is null, as it is in Okta. */
export function evaluateExpression(text: string, scope: ExpressionScope): unknown {
  return evaluate(parseExpression(text), scope);
}

/**
 * The attributes of a name that an expression reads: `department` and `title` of `user.department + user.title`.
 * @throws ExpressionError when it cannot be read
 */
export function attributesRead(text: string, name: string): readonly string[] {
  const read = (node: Node): readonly string[] => {
    switch (node.kind) {
      case 'literal':
        return [];
      case 'path':
        return node.names[0] === name ? node.names.slice(1, 2) : [];
      case 'call':
        return node.args.flatMap(read);
      case 'array':
        return node.items.flatMap(read);
      case 'not':
        return read(node.operand);
      case 'binary':
        return [node.left, node.right].flatMap(read);
      case 'choice':
        return [node.test, node.then, node.otherwise].flatMap(read);
    }
  };
  return read(parseExpression(text));
}

function evaluate(node: Node, scope: ExpressionScope): unknown {
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'path':
      return node.names.reduce<unknown>(
        (value, name) => (isRecord(value) && Object.hasOwn(value, name) ? (value[name] ?? null) : null),
        scope.names,
      );
    case 'array':
      return node.items.map((item) => evaluate(item, scope));
    case 'call':
      return callFunction(
        node.name,
        node.args.map((arg) => evaluate(arg, scope)),
        scope,
      );
    case 'not':
      return !truthy(evaluate(node.operand, scope));
    case 'choice':
      return evaluate(truthy(evaluate(node.test, scope)) ? node.then : node.otherwise, scope);
    case 'binary':
      return evaluateBinary(node, scope);
  }
}

function evaluateBinary(node: Extract<Node, { kind: 'binary' }>, scope: ExpressionScope): unknown {
  const left = evaluate(node.left, scope);
  if (node.operator === 'AND') return truthy(left) && truthy(evaluate(node.right, scope));
  if (node.operator === 'OR') return truthy(left) || truthy(evaluate(node.right, scope));
  const right = evaluate(node.right, scope);
  switch (node.operator) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '+':
      return typeof left === 'number' && typeof right === 'number' ? left + right : text(left) + text(right);
    default:
      return compare(node.operator, left, right);
  }
}

function compare(operator: string, left: unknown, right: unknown): boolean {
  const bothNumbers = typeof left === 'number' && typeof right === 'number';
  const order = bothNumbers ? left - right : text(left).localeCompare(text(right));
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  if (operator === '>') return order > 0;
  return order >= 0;
}

function tokenise(text: string): string[] {
  const tokens: string[] = [];
  tokenPattern.lastIndex = 0;
  const end = text.trimEnd().length;
  if (end === 0) throw new ExpressionError('the expression is empty');
  while (tokenPattern.lastIndex < end) {
    const from = tokenPattern.lastIndex;
    const match = tokenPattern.exec(text);
    const token = match?.[1] ?? match?.[2] ?? match?.[3] ?? match?.[4];
    if (token === undefined) throw new ExpressionError(`'${text.slice(from).trim()}' cannot be read`);
    tokens.push(token);
  }
  return tokens;
}

const normalise = (operator: string): string =>
  ({ or: 'OR', '||': 'OR', and: 'AND', '&&': 'AND', eq: '==', EQ: '==', ne: '!=', NE: '!=' })[operator] ??
  operator;

const unquote = (token: string): string => token.slice(1, -1).replace(/\\(.)/g, '$1');
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const truthy = (value: unknown): boolean => value === true || value === 'true';
const text = (value: unknown): string =>
  value == null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
