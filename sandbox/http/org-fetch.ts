import { recordedFetch } from '../../exchange/index.ts';

/** Requests that the org sends, which its ledger keeps. */
export const orgFetch = recordedFetch('org');
