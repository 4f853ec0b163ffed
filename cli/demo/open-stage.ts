import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { stagePass } from '../../app/index.ts';
import type { Config } from '../../app/index.ts';
import { serve } from '../commands/serve.ts';
import { UserError } from '../errors.ts';
import { qrCode } from '../https/reach.ts';
import type { Io } from '../io.ts';
import { findConfiguredOrg } from '../run/configured-org.ts';
import type { ConfiguredOrg } from '../run/configured-org.ts';
import { isLoopback } from '../run/loopback.ts';
import { responds } from '../run/responds.ts';
import { openUrl } from '../terminal/open-url.ts';
import { createOutput } from '../terminal/output.ts';
import type { ScriptSource } from './library.ts';
import { missingFor } from './needs.ts';
import { parseScript } from './schema.ts';
import type { Order } from './stage.ts';

interface Options {
  readonly auto?: boolean;
  readonly scene: number;
  readonly open: boolean;
  readonly json?: boolean;
}

const answer = z.object({ url: z.string() });
/** The longest that a timer can run. Milliseconds. */
const longest = 2 ** 31 - 1;

/** Makes the shop of this folder play a script until Ctrl-C. Starts the shop if it is not running. */
export async function openStage(
  found: ScriptSource,
  { auto, scene, open, json }: Options,
  io: Io,
): Promise<void> {
  const output = createOutput(io);
  const running = await runningShop(io);
  // Without --json, serve says where everything is.
  const ended = new AbortController();
  const signal = AbortSignal.any([io.signal, ended.signal]);
  const quiet: Io = { ...io, signal, ...(json && { stdout: io.stderr }) };
  const serving = running ? undefined : serve({ host: 'localhost', ...(json && { json }) }, quiet);
  try {
    const { config, reachedAt } =
      running ?? (await Promise.race([started({ ...io, signal }), failed(serving)]));
    const { appUrl } = config;
    const script = parseScript(found.source, found.file, found.name);
    const missing = missingFor(script, { config, control: isLoopback(reachedAt) });
    if (missing !== undefined)
      throw new UserError(`The script cannot be played here: ${missing}.`, [], { code: 'configuration' });
    const order: Order = { ...found, scene, auto: auto === true };
    const url = await send(config, order);
    if (json) output.json({ url, script: found.name });
    else {
      output.line();
      output.line(`${output.paint.strong(script.title)} is on stage: ${output.paint.link(url)}`);
      output.line('The link contains the key to the stage.');
      if (isLoopback(appUrl)) output.line('To open it on a phone, run serve with --lan or --base-url.');
      else output.line(`On a phone, scan it:\n${qrCode(url)}`);
      output.line('Ctrl-C ends the script and restores the org.');
    }
    if (open && !(await openUrl(url, io))) output.note('No browser could be opened; open the link yourself.');
    const stopped = untilStopped(io.signal);
    await Promise.race([stopped, failed(serving)]);
    // With serve in this process, serve ends the script.
    if (!serving) await end(config);
    await serving;
    const left = isLoopback(reachedAt)
      ? 'the org has been restored'
      : 'its changes in the org were undone where possible';
    output.note(`${script.title} has ended, and ${left}.`);
  } catch (error) {
    // A shop that was started for a script that cannot be played would run until Ctrl-C.
    ended.abort();
    await serving?.catch(() => undefined);
    throw error;
  }
}

/** A running timer keeps this process alive if the shop runs in another process. */
const untilStopped = (signal: AbortSignal): Promise<void> =>
  sleep(longest, undefined, { signal }).catch(() => undefined);

/** The org of this folder, if its shop runs. */
export async function runningShop(io: Io): Promise<ConfiguredOrg | undefined> {
  const found = await findConfiguredOrg(io);
  return found && (await responds(`${found.config.appUrl}/status`)) ? found : undefined;
}

async function started(io: Io): Promise<ConfiguredOrg> {
  for (;;) {
    const found = await runningShop(io);
    if (found) return found;
    await sleep(200, undefined, { signal: io.signal });
  }
}

/** Never, unless the shop could not be started. */
const failed = (serving: Promise<void> | undefined): Promise<never> =>
  new Promise((_settle, fail) => {
    serving?.catch(fail);
  });

async function send({ appUrl, secretKey }: Config, order: Order): Promise<string> {
  const response = await fetch(`${appUrl}/stage/control`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stagePass(secretKey)}`, 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });
  if (response.ok) return answer.parse(await response.json()).url;
  throw new UserError(
    `The shop at ${appUrl} does not support the stage (${response.status}).`,
    'Restart serve: its version differs from this command’s.',
    { code: 'configuration' },
  );
}

const end = ({ appUrl, secretKey }: Config): Promise<unknown> =>
  fetch(`${appUrl}/stage/control`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${stagePass(secretKey)}` },
  }).catch(() => undefined);
