import { isKnownFunction, namespaces } from './functions.ts';
import { patternOf } from './group-functions.ts';
import { isKnownMethod } from './methods.ts';
import { ExpressionError } from './values.ts';

/** An expression, read. */
export type Node =
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'property'; readonly of: Node; readonly name: string }
  | { readonly kind: 'item'; readonly of: Node; readonly at: Node }
  | { readonly kind: 'projection' | 'selection'; readonly of: Node; readonly each: Node }
  | { readonly kind: 'method'; readonly of: Node; readonly name: string; readonly args: readonly Node[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[] }
  | { readonly kind: 'array'; readonly items: readonly Node[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Node, Node])[] }
  | { readonly kind: 'not'; readonly operand: Node }
  | { readonly kind: 'minus'; readonly operand: Node }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Node; readonly right: Node }
  | { readonly kind: 'otherwise'; readonly value: Node; readonly otherwise: Node }
  | { readonly kind: 'choice'; readonly test: Node; readonly then: Node; readonly otherwise: Node };

/** What an expression is made of. */
export function partsOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'literal':
    case 'name':
      return [];
    case 'property':
      return [node.of];
    case 'item':
      return [node.of, node.at];
    case 'projection':
    case 'selection':
      return [node.of, node.each];
    case 'method':
      return [node.of, ...node.args];
    case 'call':
      return node.args;
    case 'array':
      return node.items;
    case 'map':
      return node.entries.flat();
    case 'not':
    case 'minus':
      return [node.operand];
    case 'otherwise':
      return [node.value, node.otherwise];
    case 'binary':
      return [node.left, node.right];
    case 'choice':
      return [node.test, node.then, node.otherwise];
  }
}

const tokenPattern =
  /\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(\d+(?:\.\d+)?)|([A-Za-z_$][\w$]*)|(==|!=|<=|>=|&&|\|\||[-<>!+*/%?:(),.[\]{}]))/y;

/** Binary operators by rank, the loosest first. */
const ranks: readonly (readonly string[])[] = [
  ['OR'],
  ['AND'],
  ['==', '!=', '<', '<=', '>', '>=', 'MATCHES'],
  ['+', '-'],
  ['*', '/', '%'],
];

/** Operators by their other names. */
const aliases: Readonly<Record<string, string>> = {
  ...{ '||': 'OR', '&&': 'AND', EQ: '==', NE: '!=', LT: '<', LE: '<=', GT: '>', GE: '>=' },
  ...{ DIV: '/', MOD: '%' },
};

const operatorOf = (token: string | undefined): string | undefined => {
  const upper = token?.toUpperCase();
  return upper === undefined ? undefined : (aliases[upper] ?? upper);
};

/** Maximum nesting: no one writes more by hand, and each level uses stack. */
const deepest = 100;

/**
 * Reads an expression.
 * @throws ExpressionError naming what could not be read
 */
export function parseExpression(text: string): Node {
  const tokens = tokenise(text);
  let position = 0;
  let depth = 0;
  const peek = (ahead = 0): string | undefined => tokens[position + ahead];
  const take = (expected?: string): string => {
    const token = tokens[position];
    if (token === undefined) throw new ExpressionError(`the expression ends unexpectedly`);
    if (expected !== undefined && token !== expected)
      throw new ExpressionError(`expected '${expected}' before '${token}'`);
    position += 1;
    return token;
  };
  function list<T>(end: string, item: () => T): T[] {
    const items: T[] = [];
    while (peek() !== end) {
      items.push(item());
      if (peek() !== end) take(',');
    }
    take(end);
    return items;
  }

  function choice(): Node {
    const test = binary(0);
    if (peek() !== '?') return test;
    take('?');
    if (peek() === ':') {
      take(':');
      return { kind: 'otherwise', value: test, otherwise: choice() };
    }
    const then = choice();
    take(':');
    return { kind: 'choice', test, then, otherwise: choice() };
  }

  function binary(rank: number): Node {
    const operators = ranks[rank];
    if (operators === undefined) return unary();
    let left = binary(rank + 1);
    for (
      let operator = operatorOf(peek());
      operator !== undefined && operators.includes(operator);
      operator = operatorOf(peek())
    ) {
      take();
      const right = binary(rank + 1);
      if (operator === 'MATCHES' && right.kind === 'literal') patternOf(right.value);
      left = { kind: 'binary', operator, left, right };
    }
    return left;
  }

  function unary(): Node {
    depth += 1;
    if (depth > deepest) throw new ExpressionError('the expression is nested too deeply');
    const node = unaryOf(peek());
    depth -= 1;
    return node;
  }

  function unaryOf(token: string | undefined): Node {
    if (token === '-') {
      take();
      return { kind: 'minus', operand: unary() };
    }
    if (token !== '!' && token?.toUpperCase() !== 'NOT') return postfix(primary());
    take();
    return { kind: 'not', operand: unary() };
  }

  function postfix(of: Node): Node {
    if (peek() === '[') {
      take('[');
      const at = choice();
      take(']');
      return postfix({ kind: 'item', of, at });
    }
    if (peek() !== '.') return of;
    take('.');
    if ((peek() === '!' || peek() === '?') && peek(1) === '[') {
      const kind = take() === '!' ? 'projection' : 'selection';
      take('[');
      const each = choice();
      take(']');
      return postfix({ kind, of, each });
    }
    const name = take();
    if (!/^[A-Za-z_$]/.test(name)) throw new ExpressionError(`unexpected '${name}'`);
    if (peek() !== '(') return postfix({ kind: 'property', of, name });
    take('(');
    if (!isKnownMethod(name)) throw new ExpressionError(`the function ${name} is not supported`);
    return postfix({ kind: 'method', of, name, args: list(')', choice) });
  }

  function primary(): Node {
    const token = take();
    if (token === '(') {
      const inner = choice();
      take(')');
      return inner;
    }
    if (token === '{') return braces();
    if (/^["']/.test(token)) return { kind: 'literal', value: unquote(token) };
    if (/^\d/.test(token)) return { kind: 'literal', value: Number(token) };
    const word = token.toLowerCase();
    if (word === 'null') return { kind: 'literal', value: null };
    if (word === 'true' || word === 'false') return { kind: 'literal', value: word === 'true' };
    if (!/^[A-Za-z_$]/.test(token)) throw new ExpressionError(`unexpected '${token}'`);
    let name = token;
    if (namespaces.has(token) && peek() === '.') {
      take('.');
      name = `${token}.${take()}`;
    }
    if (peek() !== '(') {
      if (name !== token) throw new ExpressionError(`expected '(' after '${name}'`);
      return { kind: 'name', name };
    }
    take('(');
    if (!isKnownFunction(name)) throw new ExpressionError(`the function ${name} is not supported`);
    return { kind: 'call', name, args: list(')', choice) };
  }

  /** A list, or a map when its first member has a value. */
  function braces(): Node {
    if (peek() === '}') return { kind: 'array', items: list('}', choice) };
    const first = choice();
    if (peek() !== ':') return { kind: 'array', items: following(first, choice) };
    const value = (): Node => {
      take(':');
      return choice();
    };
    const entry = (): readonly [Node, Node] => [choice(), value()];
    return { kind: 'map', entries: following<readonly [Node, Node]>([first, value()], entry) };
  }

  /** A list in braces whose first member has been read. */
  function following<T>(first: T, item: () => T): T[] {
    if (peek() !== '}') take(',');
    return [first, ...list('}', item)];
  }

  const tree = choice();
  if (position < tokens.length) throw new ExpressionError(`unexpected '${String(peek())}'`);
  return tree;
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

const unquote = (token: string): string => token.slice(1, -1).replace(/\\(.)/g, '$1');
