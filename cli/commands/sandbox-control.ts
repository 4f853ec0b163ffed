import { stringify } from 'yaml'; // CommonJS: bundled, an import() of it has no named exports
import type { Io } from '../io.ts';
import { UserError } from '../errors.ts';
import { createOutput } from '../terminal/output.ts';

export interface ControlOptions {
  port: number;
}

/** Prints the state of a running sandbox org as a seed in YAML. */
export async function exportSandbox({ port }: ControlOptions, io: Io): Promise<void> {
  const answer = await control(port, 'GET', 'seed');
  createOutput(io).line(stringify(await answer.json()).trimEnd());
}

/** Empties a running sandbox org. */
export async function resetSandbox({ port }: ControlOptions, io: Io): Promise<void> {
  await control(port, 'POST', 'reset');
  createOutput(io).line('The org is as new. Its API token stays the same.');
}

/** Prints which endpoints of the Management API the sandbox org has, as the table of docs/sandbox.md. */
export async function listEndpoints(io: Io): Promise<void> {
  const { implementedEndpoints } = await import('../../sandbox/index.ts');
  const output = createOutput(io);
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
      `No sandbox org answers at http://localhost:${port}.`,
      'Is it running? Which --port?',
      {
        cause: error,
      },
    );
  });
  if (answer.ok) return answer;
  throw new UserError(`What answers at http://localhost:${port} is no sandbox org (${answer.status}).`);
}
