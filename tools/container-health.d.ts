export function addressOf(
  args: readonly string[],
  env?: Readonly<Record<string, string | undefined>>,
): string;
