import { resolve } from 'node:path';
import type { Io } from '../io.ts';
import { choosePort } from '../port.ts';
import { defaultOrgPort, sandboxFolder, startSandboxOrg } from '../run/sandbox-org.ts';
import { untilStopped } from '../run/until-stopped.ts';
import { createOutput } from '../terminal/output.ts';

export interface SandboxOptions {
  port?: number;
  host: string;
  folder?: string;
  reset?: boolean;
}

/** Runs the sandbox org until it is stopped, and says how an application reaches it. */
export async function sandbox(options: SandboxOptions, io: Io): Promise<void> {
  const output = createOutput(io);
  const wanted = options.port ?? defaultOrgPort;
  const port = await choosePort(io, output, { what: 'the Okta org', wanted, flag: '--port' });
  const folder = options.folder === undefined ? sandboxFolder(io.cwd) : resolve(io.cwd, options.folder);
  const org = await startSandboxOrg({ folder, port, host: options.host });
  try {
    if (options.reset) org.reset();
    const { paint } = output;
    output.line(`${paint.strong('Sandbox org')} · kept in ${folder}`);
    output.line();
    output.line(`  ${paint.quiet('Org URL  ')} ${paint.link(org.url)}`);
    output.line(`  ${paint.quiet('API token')} ${org.apiToken}`);
    output.line(
      `  ${paint.quiet('Try      ')} curl -H "Authorization: SSWS ${org.apiToken}" ${org.url}/api/v1/users/me`,
    );
    output.line();
    await untilStopped(io.signal);
  } finally {
    await org.close();
  }
}
