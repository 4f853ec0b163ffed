import { MissingPackageError } from '../shared/missing-package.ts';
import { UserError } from './errors.ts';
import { shellOf } from './shell.ts';

const denied = ['EACCES', 'EPERM', 'EROFS'];
/** If these fail with ENOENT, nothing can be created in that place, such as `/proc`; it is not a missing file. */
const making = ['mkdir', 'mkdtemp'];
const inTheWay = ['ENOTDIR', 'EEXIST', 'EISDIR'];

/**
 * Explains system errors not handled by a command: a folder that is not writable, a privileged port, a full
 * disk. Undefined for anything else.
 */
export function explainSystemError(
  error: unknown,
  platform: NodeJS.Platform = process.platform,
): UserError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code = '', syscall, path } = error as NodeJS.ErrnoException;
  const { address = 'this machine' } = error as { address?: string };
  const port = (error as { port?: number }).port ?? Number(/:(\d+)$/.exec(error.message)?.[1] ?? 0);
  const say = (message: string, remedy: string) =>
    new UserError(message, remedy, { cause: error, code: 'machine' });
  if (error instanceof MissingPackageError) return say(error.message, error.remedy);
  if (syscall === 'listen')
    return code === 'EACCES'
      ? port < 1024 && platform !== 'win32' // which knows no privileged ports
        ? say(
            `Port ${port} requires administrator rights.`,
            'Choose port 1024 or higher; --help lists the options.',
          )
        : say(
            `The system reserves port ${port} (EACCES).`,
            'Choose another port; on Windows, netsh interface ipv4 show excludedportrange protocol=tcp lists the reserved ones.',
          )
      : say(
          `Cannot listen on port ${port} at ${address} (${code}).`,
          'Choose another port; --help lists the options.',
        );
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return say(
      `The disk is full: ${path ?? 'a file'} could not be written.`,
      'Free some space and try again.',
    );
  if (code === 'EMFILE' || code === 'ENFILE')
    return say('Too many files are open on this machine.', shellOf(platform).tooManyFiles);
  if (path === undefined) return explainSystemError(error.cause, platform);
  if (code === 'ENAMETOOLONG') return say(`The path ${path} is too long.`, 'Choose a shorter one.');
  if (code === 'ENOENT' && making.includes(syscall ?? ''))
    return say(`${path} cannot be created (${code}).`, 'Work in another folder.');
  if (denied.includes(code))
    return say(
      `${path} cannot be ${syscall === 'scandir' || syscall === 'read' ? 'read' : 'written'} (${code}).`,
      'Change its permissions, or work in another folder.',
    );
  if (inTheWay.includes(code))
    return say(`${path} is in the way (${code}).`, 'Move it, or work in another folder.');
  return undefined;
}
