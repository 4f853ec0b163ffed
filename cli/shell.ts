/** Commands to type, in the words of each system's shell: PowerShell on Windows, where `curl` is something else. */
interface Shell {
  curl: string;
  set: (name: string, value: string) => string;
  unset: (names: readonly string[]) => string;
  /** Makes a file or folder writable. */
  allowWriting: (path: string) => string;
  tooManyFiles: string;
}

const posix: Shell = {
  curl: 'curl',
  set: (name, value) => `export ${name}="${value}"`,
  unset: (names) => `unset ${names.join(' ')}`,
  allowWriting: (path) => `chmod u+rw ${path}`,
  tooManyFiles: 'Stop other programs, or increase the limit (ulimit -n).',
};

const powerShell: Shell = {
  curl: 'curl.exe',
  set: (name, value) => `$Env:${name} = "${value}"`,
  unset: (names) => `Remove-Item ${names.map((name) => `Env:${name}`).join(', ')}`,
  allowWriting: (path) => `attrib -r "${path}"`,
  tooManyFiles: 'Stop other programs.',
};

/**
 * `curl` as it reaches an org of this machine.
 * @param authority the file of the authority that signed the org's certificate, if it has one of ours
 */
export function curlTo(platform: NodeJS.Platform, authority?: string): string {
  const { curl } = shellOf(platform);
  if (authority === undefined) return curl;
  // Windows would ask the authority for a list of revoked certificates, which ours does not have.
  return `${curl} ${platform === 'win32' ? '--ssl-no-revoke ' : ''}--cacert "${authority}"`;
}

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
