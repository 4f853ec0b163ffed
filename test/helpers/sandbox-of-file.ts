import { afterAll, beforeAll } from 'vitest';
import { createSandbox, type Sandbox } from '../../sandbox/index.ts';
import { type Call, callerOf } from './call.ts';

/** A sandbox of its own for the tests of a file, from the first to the last; `call` is its administrator's. */
export function sandboxOfFile(): { readonly sandbox: Sandbox; readonly call: Call } {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await createSandbox();
  });
  afterAll(() => sandbox.close());
  return {
    call: (...request) => callerOf(sandbox)(...request),
    get sandbox() {
      return sandbox;
    },
  };
}
