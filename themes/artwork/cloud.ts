import type { Picture } from './picture.ts'; export const cloud: readonly Picture[] = [];
