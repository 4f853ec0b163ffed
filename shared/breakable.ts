/** Splits a text where a line may break: in URLs after separators, but not between scheme and host. */
export const breakableParts = (text: string): string[] => text.split(/(?<=(?<!\/)[/?=&])(?=[\w{.])/);
