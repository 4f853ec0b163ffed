import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Binary } from './binary.ts';
import { parseEvent } from './events.ts';
import type { Diagnostic, TerraformEvent } from './events.ts';

/** How Terraform is run. */
export interface Setting {
  binary: Binary;
  /** Working folder with the configuration and the state. */
  folder: string;
  /** The complete environment, including credentials. */
  env: Record<string, string>;
  /** All of Terraform's output is appended to this file. */
  log: string;
  signal: AbortSignal;
  /** Called once if the signal aborts while a command runs. */
  onInterrupt?: (() => void) | undefined;
  /** Handed in by tests. */
  platform?: NodeJS.Platform | undefined;
}

export interface Listening {
  onEvent?: ((event: TerraformEvent) => void) | undefined;
  /** Keeps its output out of the log. */
  secret?: boolean;
}

export interface Ended {
  /** Exit status; 130 if a signal ended it. */
  status: number;
  stdout: string;
  diagnostics: Diagnostic[];
  interrupted: boolean;
}

/**
 * Runs one Terraform command to completion. When the signal aborts, Terraform gets one SIGINT, finishes the
 * calls in progress, saves its state and exits; we wait for that. Windows has no signals: `kill` would end
 * Terraform at once, with an object in the org that is not in its state, so there the command runs to its end.
 */
export async function runTerraform(
  { binary, folder, env, log, signal, onInterrupt, platform = process.platform }: Setting,
  args: readonly string[],
  { onEvent = () => undefined, secret = false }: Listening = {},
): Promise<Ended> {
  const file = openSync(log, 'a', 0o600);
  try {
    writeSync(file, `\n# ${new Date().toISOString()} ${binary.name} ${args.join(' ')}\n`);
    const child = spawn(binary.path, args, {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...apart(platform),
    });
    const interrupt = () => {
      if (platform !== 'win32') child.kill('SIGINT');
      onInterrupt?.();
    };
    return await follow(child, { signal, interrupt }, onEvent, (line, answer) => {
      if (!(answer && secret)) keep(file, line);
    });
  } finally {
    closeSync(file);
  }
}

/**
 * Keeps Ctrl-C in the terminal from Terraform, which would stop at the second one without waiting for the org: it gets
 * its own process group and, on Windows, its own hidden console.
 */
export const apart = (platform: NodeJS.Platform): { detached?: true; windowsHide?: true } =>
  platform === 'win32' ? { windowsHide: true } : { detached: true };

async function follow(
  child: ChildProcess,
  { signal, interrupt }: { signal: AbortSignal; interrupt: () => void },
  onEvent: (event: TerraformEvent) => void,
  log: (line: string, answer: boolean) => void,
): Promise<Ended> {
  const diagnostics: Diagnostic[] = [];
  const lines: string[] = [];
  const listen = (stream: NodeJS.ReadableStream | null, kept: boolean) => {
    if (!stream) return;
    createInterface({ input: stream }).on('line', (line) => {
      log(line, kept);
      if (kept) lines.push(line);
      const event = parseEvent(line);
      if (event?.type === 'diagnostic') diagnostics.push(event.diagnostic);
      if (event) onEvent(event);
      else if (!kept) addPlain(diagnostics, line);
    });
  };
  listen(child.stdout, true);
  listen(child.stderr, false);
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    const status = await new Promise<number>((settle, fail) => {
      child.once('error', fail);
      child.once('close', (code) => settle(code ?? 130));
    });
    return { status, stdout: lines.join('\n'), diagnostics, interrupted: signal.aborted };
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}

/** If the log cannot be written, work in progress in the org must continue. */
function keep(log: number, line: string): void {
  try {
    writeSync(log, `${line}\n`);
  } catch {
    // Terraform itself will report a full disk.
  }
}

/** `│ Error: …` and the lines below it, as printed by commands without events and for usage errors. */
function addPlain(diagnostics: Diagnostic[], line: string): void {
  const text = line.replace(/^[│╷╵\s]+/, '');
  const summary = /^Error: (.+)$/.exec(text)?.[1];
  const last = diagnostics.at(-1);
  if (summary !== undefined) diagnostics.push({ severity: 'error', summary, detail: '' });
  else if (last && text !== '') last.detail += `${text}\n`;
}
