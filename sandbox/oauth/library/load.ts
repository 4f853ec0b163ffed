import type * as library from 'oidc-provider';

export type Library = typeof library;

let loaded: Promise<Library> | undefined;

/**
 * Loads oidc-provider on first use. On Node 20 it prints 'unsupported runtime' to the console, although it
 * works there (the tests run on it): presenters should not see that line, so the console is muted while it
 * loads.
 */
export function loadOidcProvider(): Promise<Library> {
  loaded ??= importQuietly();
  return loaded;
}

async function importQuietly(): Promise<Library> {
  /* eslint-disable no-console -- the library offers no other way to silence its start-up notice */
  const { warn } = console;
  console.warn = (...args: unknown[]) => {
    if (!String(args[0]).includes('oidc-provider')) warn(...args);
  };
  try {
    return await import('oidc-provider');
  } finally {
    console.warn = warn;
  }
  /* eslint-enable no-console */
}
