import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const folder = join(import.meta.dirname, '../../cli/doctor/checks');

interface Trouble {
  readonly consequence: string;
  readonly remedy: string;
}

/** The remedies that a check can give, with `…` for what only a run knows. */
export function remediesOf(id: string): string[] {
  const file = readdirSync(folder)
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const)
    .find(([, text]) => text.includes(`  id: '${id}',`));
  return file === undefined ? [] : troublesIn(...file).map(({ remedy }) => remedy);
}

/** The rows of docs/troubleshooting.md: every consequence that a check of the doctor names, with its remedy. */
export function troubleRows(order: readonly { id: string; title: string }[]): string[] {
  const found = new Map<string, Trouble[]>();
  for (const name of readdirSync(folder)) {
    const text = readFileSync(join(folder, name), 'utf8');
    const id = /^ {2}id: '([\w-]+)'/m.exec(text)?.[1];
    if (id !== undefined) found.set(id, troublesIn(name, text));
  }
  const seen = new Set<string>();
  return order.flatMap(({ id, title }) =>
    (found.get(id) ?? []).flatMap(({ consequence, remedy }) => {
      if (seen.has(consequence + remedy)) return [];
      seen.add(consequence + remedy);
      return [`| ${cell(consequence)} | ${title} (\`${id}\`) | ${cell(remedy)} |`];
    }),
  );
}

const cell = (text: string): string =>
  text.replace(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;');

/** Object literals with a consequence and a remedy, in the order of the file. */
function troublesIn(name: string, text: string): Trouble[] {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const constants = new Map<string, ts.Expression>();
  const troubles: Trouble[] = [];
  const collect = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer)
      constants.set(node.name.text, node.initializer);
    ts.forEachChild(node, collect);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const consequence = valueOf(node, 'consequence');
      const remedy = valueOf(node, 'remedy');
      // A remedy that only the run knows says nothing here.
      if (consequence && remedy && !/^…/.test(remedy) && !/^…/.test(consequence))
        troubles.push({ consequence, remedy });
    }
    ts.forEachChild(node, visit);
  };
  const valueOf = (object: ts.ObjectLiteralExpression, key: string): string | undefined => {
    for (const property of object.properties) {
      if (property.name?.getText(source) !== key) continue;
      if (ts.isPropertyAssignment(property)) return textOf(property.initializer, constants);
      if (ts.isShorthandPropertyAssignment(property)) return textOf(property.name, constants);
    }
    return undefined;
  };
  collect(source);
  visit(source);
  return troubles;
}

/** The text that an expression writes, with `…` for what only the run knows; undefined if it is none of its own. */
function textOf(node: ts.Expression, constants: ReadonlyMap<string, ts.Expression>): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) return textOf(node.body, constants);
  if (ts.isCallExpression(node)) return textOf(node.expression, constants);
  if (ts.isConditionalExpression(node)) return textOf(node.whenTrue, constants);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [textOf(node.left, constants), textOf(node.right, constants)];
    return left === undefined && right === undefined ? undefined : `${left ?? '…'}${right ?? '…'}`;
  }
  const constant = ts.isIdentifier(node) ? constants.get(node.text) : undefined;
  return constant && constant !== node ? textOf(constant, constants) : undefined;
}
