import { UserError } from '../errors.ts';
import type { Io } from '../io.ts';
import { isLoopback } from './loopback.ts';

/** Where browsers find the ports of this machine. */
export interface Addresses {
  readonly of: (port: number) => string;
  /** What has to be done once, so that they find these ports; undefined if nothing. */
  readonly hint: (ports: readonly number[]) => string | undefined;
}

const placeholder = '{port}';

/**
 * The addresses that `--base-url` names, else those of the machine that this terminal belongs to, else `localhost`. A dev
 * container needs none: the editor forwards its ports to the same ports of `localhost`.
 * @param env the process's own variables
 * @throws UserError if an address is not valid
 */
export function addressesFor(env: Io['env'], baseUrl?: string): Addresses {
  const forwarding = baseUrl === undefined ? forwardingIn(env) : { pattern: patternOf(baseUrl) };
  const { pattern = `http://localhost:${placeholder}`, hint = () => undefined } = forwarding ?? {};
  return { of: (port) => new URL(pattern.replace(placeholder, String(port))).origin, hint };
}

interface Forwarding {
  pattern: string;
  hint?: Addresses['hint'];
}

/** The variables that hosted editors set. */
function forwardingIn(env: Io['env']): Forwarding | undefined {
  const { CODESPACE_NAME: codespace, GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN: domain } = env;
  // https://docs.github.com/en/codespaces/developing-in-a-codespace/forwarding-ports-in-your-codespace
  if (codespace && domain)
    return usable({
      pattern: `https://${codespace}-${placeholder}.${domain}`,
      hint: (ports) =>
        `Codespaces forwards ports privately by default, but the widget and the org need them to be public: gh codespace ports visibility ${ports.map((port) => `${port}:public`).join(' ')} --codespace ${codespace}`,
    });
  const { GITPOD_WORKSPACE_URL: gitpod, VSCODE_PROXY_URI: proxied } = env;
  // https://www.gitpod.io/docs/classic/user/configure/workspaces/ports
  if (gitpod && URL.canParse(gitpod))
    return usable({
      pattern: `https://${placeholder}-${new URL(gitpod).host}`,
      hint: (ports) =>
        `Gitpod opens ports privately by default, but the widget and the org need them to be public: gp ports visibility ${ports.map((port) => `${port}:public`).join(' ')}`,
    });
  // https://coder.com/docs/code-server/guide: without a path only, because cookies and redirects need an origin each.
  return usable({ pattern: (proxied ?? '').replace('{{port}}', placeholder) });
}

const usable = (forwarding: Forwarding): Forwarding | undefined =>
  problemOf(forwarding.pattern) === undefined && forwarding.pattern.includes(placeholder)
    ? forwarding
    : undefined;

function patternOf(baseUrl: string): string {
  const problem = problemOf(baseUrl);
  if (problem !== undefined)
    throw new UserError(`--base-url: ${problem}`, 'For example: --base-url https://demo-{port}.example.com', {
      code: 'invalid_answer',
    });
  if (baseUrl.includes(placeholder)) return baseUrl;
  const { protocol, hostname } = new URL(baseUrl);
  return `${protocol}//${hostname}:${placeholder}`;
}

function problemOf(pattern: string): string | undefined {
  const example = pattern.replace(placeholder, '5000');
  if (!URL.canParse(example) || !/^https?:/.test(example)) return `${pattern} is not a URL.`;
  const { pathname, search, hash, port, protocol } = new URL(example);
  if (pathname + search + hash !== '/') return `${pattern} has a path.`;
  if (protocol === 'http:' && !isLoopback(example))
    return `${pattern} uses http, but is not on this machine.`;
  if (port !== '' && !pattern.includes(placeholder))
    return `${pattern} has a fixed port, but the shop, org, sample app, and phone and mailbox each have their own.`;
  return undefined;
}
