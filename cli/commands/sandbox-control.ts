import { stringify } from 'yaml'; // CommonJS: bundled, an import() of it has no named exports
import type { Io } from '../io.ts';
import { UserError } from '../errors.ts';
import { replaceFile } from '../../shared/files.js';
import { outFile } from '../out.ts';
import { createOutput } from '../terminal/output.ts';

export interface JsonOption {
  json?: boolean;
}

export interface ControlOptions extends JsonOption {
  port: number;
}

export interface ExportOptions extends ControlOptions {
  out?: string;
}

/**
 * Prints the state of a running sandbox org as a seed, in YAML or with `--json` in JSON, or writes it to a file: `>` of
 * Windows PowerShell would write UTF-16.
 */
export async function exportSandbox({ port, json, out }: ExportOptions, io: Io): Promise<void> {
  const file = out === undefined ? undefined : await outFile(io.cwd, out, '--out');
  const seed: unknown = await (await control(port, 'GET', 'seed')).json();
  const output = createOutput(io);
  if (file === undefined) {
    output.result(json, seed, stringify(seed).trimEnd());
    return;
  }
  await replaceFile(file, json ? `${JSON.stringify(seed, null, 2)}\n` : stringify(seed), { mode: 0o600 });
  output.result(json, { file }, `Seed written to ${file}`);
}

/** Empties a running sandbox org. */
export async function resetSandbox({ port, json }: ControlOptions, io: Io): Promise<void> {
  await control(port, 'POST', 'reset');
  const text = 'The org has been reset; its API token is unchanged.';
  createOutput(io).result(json, { reset: true, url: `http://localhost:${port}` }, text);
}

/** Prints the Management API endpoints that the sandbox org has, as the table of docs/sandbox.md. */
export async function listEndpoints({ json }: JsonOption, io: Io): Promise<void> {
  const { implementedEndpoints } = await import('../../sandbox/index.ts');
  const output = createOutput(io);
  if (json) {
    output.json(implementedEndpoints());
    return;
  }
  output.line('| Method | Path | Operation | Scope |');
  output.line('|---|---|---|---|');
  for (const { method, path, name, scope } of implementedEndpoints()) {
    output.line(`| ${method} | \`${path}\` | ${name} | ${scope ?? 'none'} |`);
  }
}

async function control(port: number, method: string, what: string): Promise<Response> {
  const url = `http://localhost:${port}/__sandbox/${what}`;
  const answer = await fetch(url, { method }).catch((error: unknown) => {
    throw new UserError(
      `No sandbox org is running at http://localhost:${port}.`,
      'Start it with multidemo sandbox, or set its port with --port.',
      { cause: error, code: 'org_unreachable' },
    );
  });
  if (answer.ok) return answer;
  throw new UserError(
    `The server at http://localhost:${port} is not a sandbox org (${answer.status}).`,
    'Set the port of the sandbox org with --port.',
  );
}
