import { PassThrough } from 'node:stream';
import { parseArgs } from 'node:util';
import { askAgent, createAgent, deleteAgent, setAgent } from '../commands/agent.ts';
import { fulfil } from '../commands/orders.ts';
import { UserError } from '../errors.ts';
import type { Io } from '../io.ts';

/** The commands that a script may run: none of them changes the demo's own setup. */
const commands: Readonly<Record<string, (given: Given, io: Io) => Promise<void>>> = {
  'orders fulfil': (_given, io) => fulfil({}, io),
  'agent create': ({ name, allow }, io) => createAgent({ name, allow: allow.split(',') }, io),
  'agent ask': ({ name, as, words }, io) => askAgent(words.join(' '), { name, as }, io),
  'agent stop': ({ name }, io) => setAgent(false, { name }, io),
  'agent start': ({ name }, io) => setAgent(true, { name }, io),
  'agent remove': ({ name }, io) => deleteAgent({ name }, io),
};

interface Given {
  readonly name: string;
  readonly as: string;
  readonly allow: string;
  readonly words: readonly string[];
}

/**
 * Runs a command of multidemo in this process.
 * @returns what it prints; its error, if it fails
 */
export async function runCommand(line: string, io: Io): Promise<string> {
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const run = commands[words.slice(0, 2).join(' ')];
  if (!run)
    throw new UserError(
      `A script cannot run multidemo ${line}.`,
      `It can run ${Object.keys(commands).join(', ')}.`,
      { code: 'configuration' },
    );
  const { values, positionals } = parseArgs({
    args: words.slice(2),
    allowPositionals: true,
    options: {
      name: { type: 'string', default: 'Shop agent' },
      as: { type: 'string', default: 'ada' },
      allow: { type: 'string', default: 'products:read' },
    },
  });
  const printed = new PassThrough();
  let text = '';
  printed.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  try {
    await run(
      { ...values, words: positionals },
      { ...io, stdout: printed, stderr: new PassThrough().resume() },
    );
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [text, error.message, ...error.remedy].filter(Boolean).join('\n');
  }
  return text.trimEnd();
}
