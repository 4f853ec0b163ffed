/** Commands to type, in the words of each system's shell: PowerShell on Windows, where `curl` is something else. */
interface Shell {
  curl: string;
  unset: (names: readonly string[]) => string;
  /** Makes a file or folder writable. */
  allowWriting: (path: string) => string;
  tooManyFiles: string;
}

const posix: Shell = {
  curl: 'curl',
  unset: (names) => `unset ${names.join(' ')}`,
  allowWriting: (path) => `chmod u+rw ${path}`,
  tooManyFiles: 'Stop other programs, or increase the limit (ulimit -n).',
};

const powerShell: Shell = {
  curl: 'curl.exe',
  unset: (names) => `Remove-Item ${names.map((name) => `Env:${name}`).join(', ')}`,
  allowWriting: (path) => `attrib -r "${path}"`,
  tooManyFiles: 'Stop other programs.',
};

export const shellOf = (platform: NodeJS.Platform): Shell => (platform === 'win32' ? powerShell : posix);

/** Options of `serve` that npm would take for its own. */
const options = [
  'theme',
  'port',
  'org_port',
  'outside_port',
  'sample_port',
  'assistant_port',
  'open',
  'present',
];

/**
 * Options that did not reach us: Windows PowerShell drops the `--` of `npm start -- --theme X`, so npm takes `--theme`
 * for a setting of its own and passes it as a variable only.
 */
export const keptByNpm = (env: Readonly<Record<string, string | undefined>>): string[] =>
  env.npm_lifecycle_event === 'start'
    ? options
        .filter((name) => env[`npm_config_${name}`] !== undefined)
        .map((name) => `--${name.replaceAll('_', '-')}`)
    : [];
