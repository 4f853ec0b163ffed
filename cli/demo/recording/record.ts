import { Document } from 'yaml';
import type { Ledger } from '../../../exchange/index.ts';
import type { Ground } from '../ground.ts';
import { parseScript } from '../schema.ts';
import { clicksIn } from './clicks.ts';
import { draftOf } from './draft.ts';
import type { Knowledge, LoggedEvent } from './draft.ts';

/** A script as `demo record` writes it. */
export interface Recording {
  /** YAML; empty if nothing was clicked. */
  readonly source: string;
  readonly scenes: number;
  /** What is not in it, and why. */
  readonly remarks: readonly string[];
  /** Whether the org now has changes that the script makes. */
  readonly hasChanges: boolean;
}

/**
 * Writes a script of what people have clicked since a time.
 * @param since milliseconds since the epoch
 */
export async function recordScript(ledger: Ledger, ground: Ground, since: number): Promise<Recording> {
  const clicks = clicksIn(ledger, since);
  const hasChanges = clicks.some(({ kind }) => kind === 'change');
  const knowledge = await knowledgeOf(ground, hasChanges, since);
  const { script, scenes, remarks } = draftOf(clicks, knowledge);
  if (scenes === 0) return { source: '', scenes, remarks, hasChanges };
  const document = new Document(script);
  document.commentBefore = [
    ' A draft: fill in title, audience and what to say. docs/demos.md describes what else a scene can contain.',
    ...remarks.map((remark) => ` Left out: ${remark}`),
  ].join('\n');
  const source = document.toString({ lineWidth: 110 });
  // What cannot be played is not handed out.
  parseScript(source, 'the draft', 'draft');
  return { source, scenes, remarks, hasChanges };
}

const people = ['ada', 'grace', 'linus'] as const;

async function knowledgeOf(
  { api, cast, context }: Ground,
  hasChanges: boolean,
  since: number,
): Promise<Knowledge> {
  const byLogin = new Map<string, string>(people.map((name) => [cast(name).login, name]));
  const names = new Map<string, string>();
  const events = new Map<string, LoggedEvent[]>();
  if (hasChanges) {
    for (const [id, address] of await context.demo.addresses()) names.set(id, `{${address}}`);
    for (const [login, name] of byLogin) {
      const user = await api.read(`/api/v1/users/${encodeURIComponent(login)}`);
      if (typeof user?.id === 'string') names.set(user.id, `{${name}}`);
    }
    const from = new Date(Math.max(since, Date.now() - 24 * 3_600_000)).toISOString();
    for (const event of await api.list(`/api/v1/logs?since=${encodeURIComponent(from)}&limit=1000`, {
      pages: 5,
    })) {
      const { eventType, displayMessage, transaction } = event as {
        eventType?: string;
        displayMessage?: string;
        transaction?: { id?: string };
      };
      const id = transaction?.id ?? '';
      const logged = { type: eventType ?? '', text: displayMessage ?? eventType ?? '' };
      events.set(id, [...(events.get(id) ?? []), logged]);
    }
  }
  return {
    person: (login) => byLogin.get(login),
    named: (text) => text.replace(/[\w@.%-]{8,}/g, (word) => nameOf(word, names, byLogin)),
    eventsOf: (requestId) => (requestId === undefined ? [] : (events.get(requestId) ?? [])),
  };
}

function nameOf(
  word: string,
  names: ReadonlyMap<string, string>,
  byLogin: ReadonlyMap<string, string>,
): string {
  const person = byLogin.get(word.replace(/%40/gi, '@'));
  return names.get(word) ?? (person === undefined ? word : `{${person}_login}`);
}
