import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The licenses of bundled packages, with their texts: most require that copies carry them.
 * @param list the build's dist/packages.json
 */
export async function licencesOf(root, list) {
  const packages = JSON.parse(await readFile(list, 'utf8'));
  const parts = await Promise.all(packages.map((one) => licenceOf(root, one)));
  const rule = `\n${'-'.repeat(80)}\n`;
  return `The files in this folder contain code of these npm packages, unmodified; https://registry.npmjs.org has their sources.\n${rule}${parts.join(rule)}`;
}

async function licenceOf(root, { name, version, license, folder }) {
  const names = await readdir(join(root, folder));
  const files = names.filter((file) => /^(licen[cs]e|copying|notice)(?!.*\.(js|ts)$)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(root, folder, file), 'utf8')));
  return `${name} ${version}: ${license}\n${texts.map((text) => `\n${text.trim()}\n`).join('')}`;
}
