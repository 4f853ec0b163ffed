/**
 * Okta Expression Language: what claims, group rules and user-name templates are written in, in both dialects: functions of
 * namespaces (`String.len(user.login)`) and the Identity Engine's, called on a value (`user.profile.login.length()`).
 * https://developer.okta.com/docs/reference/okta-expression-language/
 */
import { callFunction } from './functions.ts';
import { matchesPattern } from './group-functions.ts';
import { callMethod } from './methods.ts';
import { type Node, parseExpression, partsOf } from './parse.ts';
import { Person, type ExpressionScope } from './scope.ts';
import { ExpressionError, isRecord, list, text, toInteger, toNumber } from './values.ts';

export { ExpressionError, parseExpression };
export type { Node };

/** The value of an expression; a name that nothing provides is null, as it is in Okta. */
export function evaluateExpression(expression: string, scope: ExpressionScope): unknown {
  return evaluate(parsed(expression), scope);
}

/** Expressions that were last evaluated: each token asks for the same few. */
const known = new Map<string, Node>();
const remembered = 500;

function parsed(expression: string): Node {
  const before = known.get(expression);
  if (before) return before;
  const node = parseExpression(expression);
  if (known.size >= remembered) known.delete(known.keys().next().value ?? '');
  known.set(expression, node);
  return node;
}

/**
 * The attributes of a name that an expression reads: `department` and `title` of `user.department + user.title`.
 * @throws ExpressionError when it cannot be read
 */
export function attributesRead(text: string, name: string): readonly string[] {
  const read = (node: Node): readonly string[] => [
    ...(node.kind === 'property' && node.of.kind === 'name' && node.of.name === name ? [node.name] : []),
    ...partsOf(node).flatMap(read),
  ];
  return read(parseExpression(text));
}

function evaluate(node: Node, scope: ExpressionScope): unknown {
  const values = (nodes: readonly Node[]): unknown[] => nodes.map((each) => evaluate(each, scope));
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'name':
      return propertyOf(scope.names, node.name);
    case 'property':
      return propertyOf(evaluate(node.of, scope), node.name);
    case 'item':
      return itemOf(evaluate(node.of, scope), evaluate(node.at, scope));
    case 'projection':
      return list(evaluate(node.of, scope)).map((item) => evaluate(node.each, within(item, scope)));
    case 'selection':
      return list(evaluate(node.of, scope)).filter((item) =>
        truthy(evaluate(node.each, within(item, scope))),
      );
    case 'array':
      return values(node.items);
    case 'map':
      return Object.fromEntries(
        node.entries.map(([key, value]) => [text(evaluate(key, scope)), evaluate(value, scope)]),
      );
    case 'call':
      return callFunction(node.name, values(node.args), scope);
    case 'method':
      return callMethod(node.name, evaluate(node.of, scope), values(node.args), scope);
    case 'not':
      return !truthy(evaluate(node.operand, scope));
    case 'minus':
      return -toNumber(evaluate(node.operand, scope));
    case 'otherwise':
      return valueOr(evaluate(node.value, scope), () => evaluate(node.otherwise, scope));
    case 'choice':
      return evaluate(truthy(evaluate(node.test, scope)) ? node.then : node.otherwise, scope);
    case 'binary':
      return evaluateBinary(node, scope);
  }
}

/** Inside brackets, names refer to the properties of one item. */
const within = (item: unknown, scope: ExpressionScope): ExpressionScope => ({
  ...scope,
  names: isRecord(item) ? item : {},
});

function propertyOf(value: unknown, name: string): unknown {
  const record = value instanceof Person ? value.attributes : value;
  return isRecord(record) && Object.hasOwn(record, name) ? (record[name] ?? null) : null;
}

function itemOf(value: unknown, at: unknown): unknown {
  if (isRecord(value)) return propertyOf(value, text(at));
  const items = list(value);
  const position = toInteger(at);
  if (position < 0 || position >= items.length)
    throw new ExpressionError(`there is no item ${position} in a list of ${items.length}`);
  return items[position];
}

const valueOr = (value: unknown, otherwise: () => unknown): unknown =>
  value == null || value === '' || (Array.isArray(value) && value.length === 0) ? otherwise() : value;

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
    case 'MATCHES':
      return matchesPattern(text(left), right);
    case '+':
      return typeof left === 'number' && typeof right === 'number' ? left + right : text(left) + text(right);
    case '-':
      return toNumber(left) - toNumber(right);
    case '*':
      return toNumber(left) * toNumber(right);
    case '/':
      return divide(toNumber(left), toNumber(right));
    case '%':
      return toNumber(left) % toNumber(right);
    default:
      return compare(node.operator, left, right);
  }
}

/** Whole numbers divide as Java's do. */
function divide(left: number, right: number): number {
  if (right === 0) throw new ExpressionError('division by zero');
  const quotient = left / right;
  return Number.isInteger(left) && Number.isInteger(right) ? Math.trunc(quotient) : quotient;
}

function compare(operator: string, left: unknown, right: unknown): boolean {
  const bothNumbers = typeof left === 'number' && typeof right === 'number';
  const order = bothNumbers ? left - right : text(left).localeCompare(text(right));
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  if (operator === '>') return order > 0;
  return order >= 0;
}

const truthy = (value: unknown): boolean => value === true || value === 'true';
