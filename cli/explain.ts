import { UserError } from './errors.ts';

const denied = ['EACCES', 'EPERM', 'EROFS'];
const inTheWay = ['ENOTDIR', 'EEXIST', 'EISDIR'];

/**
 * A failure of this machine that no command has explained: a folder that cannot be written, a port that needs other
 * rights, a full disk. Undefined for anything else.
 */
export function explainSystemError(error: unknown): UserError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code = '', syscall, path } = error as NodeJS.ErrnoException;
  const { port, address = 'this machine' } = error as { port?: number; address?: string };
  const say = (message: string, remedy: string) =>
    new UserError(message, remedy, { cause: error, code: 'machine' });
  if (syscall === 'listen')
    return code === 'EACCES'
      ? (port ?? 0) < 1024
        ? say(
            `Port ${port} needs the rights of an administrator.`,
            'Choose one from 1024 on; --help names the options.',
          )
        : say(
            `The system keeps port ${port} for itself (EACCES).`,
            'Choose another; on Windows, netsh interface ipv4 show excludedportrange protocol=tcp lists what it keeps.',
          )
      : say(
          `Nothing can listen on port ${port} of ${address} (${code}).`,
          'Choose another port; --help names the options.',
        );
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return say(`The disk is full: ${path ?? 'a file'} could not be written.`, 'Make room and try again.');
  if (code === 'EMFILE' || code === 'ENFILE')
    return say(
      'Too many files are open on this machine.',
      'Stop other programs, or raise the limit (ulimit -n).',
    );
  if (path === undefined) return explainSystemError(error.cause);
  if (denied.includes(code))
    return say(
      `${path} cannot be ${syscall === 'scandir' || syscall === 'read' ? 'read' : 'written'} (${code}).`,
      'Give yourself the right to it, or work in a folder of yours.',
    );
  if (inTheWay.includes(code))
    return say(`${path} is in the way (${code}).`, 'Move it away, or work in another folder.');
  return undefined;
}
