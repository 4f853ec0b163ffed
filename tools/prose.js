/** Fails on wording that `prose-terms.js` lists: in documents, help, pages, and in comments and strings of sources. Part of `npm run lint`. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { terms } from './prose-terms.js';

const notOurs = /^(themes|test\/contract\/fixtures|tools\/prose)|\/__snapshots__\//;
const documents = /\.(md|njk)$|^\.env\.example$/;
const sources = /\.(ts|js)$/;

/** Comments and texts of a source file, each with the offset where it begins. */
function passages(name, text) {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found = new Map();
  const visit = (node) => {
    for (const { pos, end } of ts.getLeadingCommentRanges(text, node.pos) ?? [])
      found.set(pos, text.slice(pos, end));
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      found.set(node.getStart(source), node.getText(source));
    node.getChildren(source).forEach(visit);
  };
  visit(source);
  return found;
}

let checked = 0;
for (const path of execFileSync('git', ['ls-files'], { encoding: 'utf8' }).split('\n')) {
  const isSource = sources.test(path);
  if (notOurs.test(path) || !(isSource || documents.test(path)) || !existsSync(path)) continue;
  checked += 1;
  const text = readFileSync(path, 'utf8');
  const applying = terms.filter(([, , { except } = {}]) => !except?.test(path));
  if (!applying.some(([pattern]) => pattern.test(text))) continue; // parsing is what takes time
  for (const [offset, passage] of isSource ? passages(path, text) : [[0, text]])
    for (const [pattern, instead] of applying)
      for (const match of passage.matchAll(new RegExp(pattern, `${pattern.flags}g`))) {
        const line = text.slice(0, offset + match.index).split('\n').length;
        console.error(`${path}:${line}  "${match[0]}": write ${instead}`);
        process.exitCode = 1;
      }
}
if (checked === 0) throw new Error('no file was checked: run this in a git checkout');
