import { build, isStale } from '../../build.js';

/** Pages load built scripts and the CLI the synthesized stack: tests see what a person would get. */
export async function setup(): Promise<void> {
  if (await isStale()) await build();
}
