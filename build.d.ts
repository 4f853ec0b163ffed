export function isStale(): Promise<boolean>;
export function build(): Promise<void>;
