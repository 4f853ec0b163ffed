export { belongsTo, runForBrowser } from './current.ts';
export { recordIncoming } from './incoming.ts';
export { Ledger } from './ledger.ts';
export { isSecret, isSecretParameter, maskBody, maskHeader, maskJson, maskUrl, redacted } from './mask.ts';
export { callsOf, readMessage, readMessages } from './message.ts';
export type { Message } from './message.ts';
export { bodyOf, reasonOf, recordOutgoing, recordedFetch } from './outgoing.ts';
export type { Party, Recorded } from './recorded.ts';
