import type Sharp from 'sharp';
import { MissingPackageError } from '../../shared/missing-package.ts';

/**
 * Loads the library that decodes and encodes pictures, when the first picture needs it.
 * @throws MissingPackageError if it does not run on this machine; no picture is at fault
 */
export async function loadSharp(load = async () => import('sharp')): Promise<typeof Sharp> {
  try {
    return (await load()).default;
  } catch (cause) {
    throw new MissingPackageError(
      `Pictures cannot be encoded: the package sharp is missing or does not run on ${process.platform} ${process.arch}.`,
      'Run npm install --include=optional in the folder where Okta Multidemo is installed.',
      { cause },
    );
  }
}
