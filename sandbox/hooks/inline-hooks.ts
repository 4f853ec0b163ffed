import { randomUUID } from 'node:crypto';
import type { InlineHook } from '../org/hooks/model.ts';
import type { LogClient, LogParty } from '../org/kernel/model.ts';
import type { SystemLog } from '../org/log/log.ts';
import { type CallingOrg, callInlineHook, type InlineAnswer } from './inline-call.ts';

/** What asking needs of the org. */
export interface AskingOrg extends CallingOrg {
  readonly url: string;
  readonly log: SystemLog;
}

/** The request during which a hook is called. */
export interface Asking {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly client: LogClient;
}

export interface Question {
  /** The actor of the call in the System Log; the hook itself if there is no known user. */
  readonly actor?: LogParty | undefined;
  /** Where the question comes from; the hook's own address in the org when not given. */
  readonly source?: string;
  readonly requestType?: string;
  /** Beside the request. */
  readonly context?: object;
  readonly data?: object;
}

/** What to do now. */
export type Asked =
  /** Carry the commands out, then say how that went. */
  | {
      readonly kind: 'commands';
      readonly commands: InlineAnswer['commands'];
      /** Writes the end to the System Log. @param problem why a command could not be carried out */
      readonly processed: (problem?: string) => void;
    }
  /** The hook has returned an error object. */
  | { readonly kind: 'error'; readonly error: NonNullable<InlineAnswer['error']> }
  /** Nothing came in time, or nothing that could be understood. */
  | { readonly kind: 'failed' };

/**
 * Asks an inline hook in the middle of a request. The System Log gets `inline_hook.executed` for the call and
 * `inline_hook.response.processed` for what came of the answer.
 */
export async function askInlineHook(
  org: AskingOrg,
  hook: InlineHook,
  asking: Asking,
  question: Question,
): Promise<Asked> {
  const outcome = await callInlineHook(org, hook, envelope(org, hook, asking, question));
  const log = (eventType: string, problem?: string, debugContext?: unknown): void => {
    logHook(org, { hook, asking, actor: question.actor, eventType, problem, debugContext });
  };
  log('inline_hook.executed', outcome.kind === 'failed' ? outcome.reason : undefined);
  if (outcome.kind === 'failed') return { kind: 'failed' };
  if (outcome.kind !== 'answered') {
    log('inline_hook.response.processed', outcome.reason);
    return { kind: 'failed' };
  }
  const { commands, error, debugContext } = outcome.answer;
  const processed = (problem?: string): void => {
    log('inline_hook.response.processed', problem, debugContext);
  };
  if (!error) return { kind: 'commands', commands, processed };
  processed(error.errorSummary ?? defaultError);
  return { kind: 'error', error };
}

/** What Okta says in the place of a hook that gives no summary of its error. */
export const defaultError = 'The callback service returned an error';

function envelope(org: AskingOrg, hook: InlineHook, asking: Asking, question: Question): object {
  const { id, method, path, client } = asking;
  return {
    eventId: randomUUID(),
    eventTime: new Date(org.clock()).toISOString(),
    eventType: hook.type,
    eventTypeVersion: '1.0',
    contentType: 'application/json',
    cloudEventVersion: '0.1',
    source: question.source ?? `${org.url}/api/v1/inlineHooks/${hook.id}`,
    ...(question.requestType !== undefined && { requestType: question.requestType }),
    data: {
      context: {
        request: { id, method, url: { value: path }, ipAddress: client.ipAddress },
        ...question.context,
      },
      ...question.data,
    },
  };
}

/** Logs the result of a call. */
export function logHook(
  org: Pick<AskingOrg, 'log'>,
  event: {
    readonly hook: InlineHook;
    readonly asking: Pick<Asking, 'id' | 'client'>;
    readonly actor: LogParty | undefined;
    readonly eventType: string;
    readonly problem: string | undefined;
    readonly debugContext?: unknown;
  },
): void {
  const { hook, asking, eventType, problem, debugContext } = event;
  const target = { id: hook.id, type: 'InlineHook', displayName: hook.name, alternateId: hook.id };
  org.log.write({
    eventType,
    actor: event.actor ?? target,
    targets: [target],
    client: asking.client,
    requestId: asking.id,
    debugData: {
      inlineHookId: hook.id,
      inlineHookType: hook.type,
      url: hook.channel.uri,
      ...(debugContext != null && { debugContext: JSON.stringify(debugContext) }),
    },
    ...(problem !== undefined && { outcome: { result: 'FAILURE', reason: problem } }),
  });
}
