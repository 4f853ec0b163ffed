import { isFields } from './value.ts';
import type { Fields, Value } from './value.ts';

/**
 * The subset of Terraform's expression language that the demo org uses: references, `? :`, `==`, `!=`, `!`,
 * literals, indexes, splats and the functions below. Anything else is an error, never a guess.
 * https://developer.hashicorp.com/terraform/language/expressions
 */
const functions: Record<string, (...values: Value[]) => Value> = {
  join: (separator, list) => (Array.isArray(list) ? list : []).map(asText).join(asText(separator ?? '')),
};

/**
 * Evaluates every `${…}` in `value`, however deep. A string that consists of one `${…}` keeps the type of its
 * value.
 */
export function resolve(value: Value, scope: Fields): Value {
  if (typeof value === 'string') return resolveTemplate(value, scope);
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope));
  if (isFields(value))
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, resolve(item, scope)]));
  return value;
}

/** The resources and data sources that `value` refers to, as `type.name` and `data.type.name`. */
export function references(value: Value): string[] {
  const found = new Set<string>();
  const visit = (item: Value): void => {
    if (typeof item === 'string') {
      for (const part of splitTemplate(item))
        if (part.code) new Parser(part.text, {}, (address) => found.add(address)).parse();
    } else if (Array.isArray(item)) item.forEach(visit);
    else if (isFields(item)) Object.values(item).forEach(visit);
  };
  visit(value);
  return [...found];
}

function resolveTemplate(text: string, scope: Fields): Value {
  const parts = splitTemplate(text).map(({ code, text }) => (code ? new Parser(text, scope).parse() : text));
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : parts.map(asText).join('');
}

function asText(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`A value of type ${value === null ? 'null' : typeof value} cannot be used in a string.`);
}

/** Cuts `a${b}c` into text and code; `$${` is a written `${`. */
function splitTemplate(template: string): { code: boolean; text: string }[] {
  const parts: { code: boolean; text: string }[] = [];
  let text = '';
  for (let at = 0; at < template.length; at++) {
    if (template.startsWith('$${', at)) {
      text += '${';
      at += 2;
    } else if (template.startsWith('${', at)) {
      const end = template.indexOf('}', at);
      if (end < 0) throw new Error(`Unclosed \${ in '${template}'.`);
      if (text) parts.push({ code: false, text });
      text = '';
      parts.push({ code: true, text: template.slice(at + 2, end) });
      at = end;
    } else text += template.charAt(at);
  }
  if (text || parts.length === 0) parts.push({ code: false, text });
  return parts;
}

const tokenPattern = /\s*("(?:[^"\\]|\\.)*"|\d+|[A-Za-z_][\w-]*|\[\*\]|==|!=|[.()[\],?:!])/y;

/** Recursive descent, one method per grammar rule. With `onReference` it collects instead of evaluating. */
class Parser {
  private readonly tokens: string[] = [];
  private at = 0;
  private readonly code: string;
  private readonly scope: Fields;
  private readonly onReference: ((address: string) => void) | undefined;

  constructor(code: string, scope: Fields, onReference?: (address: string) => void) {
    this.code = code;
    this.scope = scope;
    this.onReference = onReference;
    const rest = code.trimEnd();
    tokenPattern.lastIndex = 0;
    while (tokenPattern.lastIndex < rest.length) {
      const token = tokenPattern.exec(rest)?.[1];
      if (token === undefined) throw this.unsupported();
      this.tokens.push(token);
    }
  }

  parse(): Value {
    const value = this.conditional();
    if (this.at < this.tokens.length) throw this.unsupported();
    return value;
  }

  private conditional(): Value {
    const condition = this.equality();
    if (!this.take('?')) return condition;
    const yes = this.conditional();
    this.expect(':');
    const no = this.conditional();
    return condition === true ? yes : no;
  }

  private equality(): Value {
    const left = this.unary();
    if (this.take('==')) return left === this.unary();
    if (this.take('!=')) return left !== this.unary();
    return left;
  }

  private unary(): Value {
    return this.take('!') ? this.unary() !== true : this.primary();
  }

  private primary(): Value {
    const token = this.next();
    if (token === '(') {
      const value = this.conditional();
      this.expect(')');
      return value;
    }
    if (token.startsWith('"')) return JSON.parse(token) as string;
    if (/^\d+$/.test(token)) return Number(token);
    if (token === 'true' || token === 'false') return token === 'true';
    if (token === 'null') return null;
    if (!/^[A-Za-z_]/.test(token)) throw this.unsupported();
    return this.take('(') ? this.call(token) : this.traversal(token);
  }

  private call(name: string): Value {
    const values: Value[] = [];
    while (!this.take(')')) {
      if (values.length > 0) this.expect(',');
      values.push(this.conditional());
    }
    const implementation = functions[name];
    if (!implementation) throw this.unsupported();
    return this.onReference ? null : implementation(...values);
  }

  private traversal(root: string): Value {
    const path = [root];
    while (this.take('.')) path.push(this.next());
    if (this.onReference) {
      if (root === 'data') this.onReference(path.slice(0, 3).join('.'));
      else if (root !== 'var') this.onReference(path.slice(0, 2).join('.'));
    }
    let value = path.reduce<Value>((from, name) => this.member(from, name), this.scope);
    for (;;) {
      if (this.take('[*]')) {
        this.expect('.');
        const name = this.next();
        value = Array.isArray(value) ? value.map((item) => this.member(item, name)) : [];
      } else if (this.take('[')) {
        const index = this.conditional();
        this.expect(']');
        value = Array.isArray(value) && typeof index === 'number' ? (value[index] ?? null) : null;
      } else if (this.take('.')) value = this.member(value, this.next());
      else return value;
    }
  }

  private member(from: Value, name: string): Value {
    if (this.onReference) return null;
    const value = isFields(from) ? from[name] : undefined;
    if (value === undefined) throw new Error(`Unknown name '${name}' in \${${this.code}}.`);
    return value;
  }

  private next(): string {
    const token = this.tokens[this.at++];
    if (token === undefined) throw this.unsupported();
    return token;
  }

  private take(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at++;
    return true;
  }

  private expect(token: string): void {
    if (!this.take(token)) throw this.unsupported();
  }

  private unsupported(): Error {
    return new Error(`The expression \${${this.code}} is not supported by the direct engine.`);
  }
}
