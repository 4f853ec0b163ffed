/**
 * A regular expression as Okta evaluates it, in Java's dialect, for whole texts: flags in the pattern (`(?i)`)
 * and quoted parts (`\Q…\E`) are translated, the rest is the same in both dialects.
 * @returns undefined if it is invalid
 */
export function javaPattern(pattern: string): RegExp | undefined {
  const [, flags = '', rest = ''] = /^(?:\(\?([imsux]+)\))?([^]*)$/.exec(pattern) ?? [];
  const quoted = rest.replace(/\\Q([^]*?)(?:\\E|$)/g, (_, text: string) =>
    text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'),
  );
  // Java intersects ranges as they stand, JavaScript only classes.
  const intersected = quoted.replace(/\[([^[\]&^]+)&&/g, '[[$1]&&').replace(/&&([^[\]&^]+)\]/g, '&&[$1]]');
  const kept = [...new Set(flags)].filter((flag) => 'ims'.includes(flag)).join('');
  for (const mode of ['v', 'u', '']) {
    try {
      return new RegExp(`^(?:${intersected})$`, kept + mode);
    } catch {
      // Without Unicode mode more is allowed, such as needless escapes.
    }
  }
  return undefined;
}
