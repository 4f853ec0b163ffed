/** Runs `work` again for 2.5 seconds while another program has the file open (EPERM, EBUSY, EACCES). */
export function withRetries<T>(work: () => Promise<T>): Promise<T>;

/** Removes a file, or a folder with everything in it; nothing happens if there is none. */
export function remove(path: string): Promise<void>;

/**
 * Makes a folder and its parents; does nothing if it exists. Node's `recursive` hangs in places such as `/proc`, which report
 * that nothing is there.
 */
export function makeFolder(folder: string, mode?: number): void;

/**
 * Writes a file completely or not at all: as a draft next to it, which then replaces it.
 * @param options.mode of the new file; by default what the system gives new files
 * @param options.draft its name until it is complete; by default one that no other writer uses
 * @param options.durable also survives a power failure
 */
export function replaceFile(
  file: string,
  content: string | Uint8Array,
  options?: { mode?: number; draft?: string; durable?: boolean },
): Promise<void>;

/** Puts a finished folder in the place of another; if that fails, the former one stays. */
export function replaceFolder(draft: string, folder: string): Promise<void>;
