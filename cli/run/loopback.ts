import { isLoopbackName } from '../../shared/this-machine.ts';

/** Whether a URL is on this machine, so that no one else can open it. */
export const isLoopback = (url: string): boolean => isLoopbackName(new URL(url).hostname);

/** Milliseconds between two looks into a System Log: Okta allows few, and an org on this machine any number. */
export const logInterval = (isHere: boolean, here: number): number => (isHere ? here : 5000);
