import { defineConfig } from '@playwright/test';

const { CHROMIUM_PATH: executablePath = '/usr/bin/chromium' } =
  (globalThis as { process?: { env: Record<string, string | undefined> } }).process?.env ?? {};

export default defineConfig({
  testMatch: '*.spec.ts',
  use: { launchOptions: { executablePath, args: ['--no-sandbox'] } },
});
