/** The parts of a text between which a line may break: URLs after their separators, but not between scheme and host. */
export const breakableParts = (text: string): string[] => text.split(/(?<=(?<!\/)[/?=&])(?=[\w{.])/);
